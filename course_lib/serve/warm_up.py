"""What a page of the course needs: its modules, and the weights that come with the course.

Loaded once in a process that kernels are forked from (``warm_parent``): a class shares them.
"""

from __future__ import annotations

import ast
import importlib
import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import ModuleType

COURSE = "course_lib"
# What a kernel imports only once it runs.
KERNEL = (
    *("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger"),
    *("IPython.core.completerlib", "IPython.core.debugger", "IPython.core.oinspect"),
    *("IPython.extensions.storemagic", "tornado.platform.asyncio", "tornado.queues"),
    *("ipywidgets", "anywidget"),
)
# A debugger that nobody can reach behind a page: 147 modules, ten megabytes a kernel.
NEEDLESS = "debugpy"
COMPILER = "torch._dynamo"


def modules(notebooks: Path) -> list[str]:
    """The modules that the code cells of these notebooks import, the course's own followed down.

    An import within a function counts, one for type checkers does not. Sorted.
    """
    found: set[str] = set(KERNEL)
    waiting: list[str] = []
    for notebook in sorted(notebooks.rglob("*.ipynb")):
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        for cell in cells:
            if cell["cell_type"] == "code":
                waiting += _imports(_python("".join(cell["source"])))
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        if name.split(".")[0] == COURSE and (file := _file(name)):
            waiting += _imports(file.read_text(encoding="utf-8"))
    return sorted(found)


def _python(cell: str) -> str:
    """A cell without IPython's own commands."""
    return "\n".join(line for line in cell.splitlines() if not line.lstrip().startswith(("%", "!")))


def _imports(text: str) -> Iterator[str]:
    for node in _run(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.module != "__future__":
            yield node.module
            if node.module.split(".")[0] == COURSE:
                inner = (f"{node.module}.{alias.name}" for alias in node.names)
                yield from (name for name in inner if _file(name))


def _run(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but those below ``if TYPE_CHECKING``."""
    for node in ast.iter_child_nodes(tree):
        yield node
        only_checked = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        yield from () if only_checked else _run(node)


def _file(name: str) -> Path | None:
    """The file of one of the course's modules, without importing any; None where there is none."""
    base = Path(__file__).resolve().parents[2].joinpath(*name.split("."))
    files = (base.with_suffix(".py"), base / "__init__.py")
    return next((file for file in files if file.is_file()), None)


def import_all(notebooks: Path) -> list[str]:
    """Import every one of ``modules``; those that this computer lacks, with the reason."""
    sys.modules.setdefault(NEEDLESS, None)
    sys.modules.setdefault(COMPILER, _no_compiler())
    missing = []
    for name in (*KERNEL, *modules(notebooks)):  # the kernel first: widgets look for it
        try:
            importlib.import_module(name)
        except ModuleNotFoundError as error:  # an optional package: who asks for it is told then
            missing.append(f"{name}: {error}")
    return missing


def _no_compiler() -> ModuleType:
    """What optimizers ask of torch's compiler, where nothing is compiled: to leave them alone.

    The first one imports it for that, 800 modules and 67 MB in each kernel that trains.
    """
    stands_in = ModuleType(COMPILER)
    stands_in.disable = lambda function, *_, **__: function
    stands_in.graph_break = lambda *_: None
    return stands_in


def loaders() -> list[Callable[[], object]]:
    """Calls that load what is shipped, each a fraction of a second, most used first."""
    from course_lib.faces import methods
    from course_lib.files import assets
    from course_lib.inpainting import answers
    from course_lib.inpainting.methods import NETWORKS
    from course_lib.oneshot import machine
    from course_lib.panels.oneshot import choices
    from course_lib.pretext import shipped
    from course_lib.words import predictors
    from course_lib.words.vectors import WordVectors

    listed = assets.manifest()
    calls: list[Callable[[], object]] = [_draw]
    calls += [partial(answers.load_network, key) for key in NETWORKS if key in listed]
    calls += [choices.made_up, *(partial(machine.machine, name) for name in machine.MACHINES)]
    calls += [lambda: WordVectors.shipped().shrink, predictors.facts]
    calls += [partial(methods.method, name) for name in methods.METHODS]
    trunks = [row for row in shipped.available() if f"pretext_{row}" in listed]
    calls += [partial(shipped.network, row) for row in trunks if row != "kmeans"]
    return calls


def _draw() -> None:
    """A figure of every kind of trace in use: plotly reads its own classes only when asked."""
    from plotly.subplots import make_subplots

    figure = make_subplots(2, 1, specs=[[{}], [{"type": "scene"}]])
    figure.add_scatter(x=[0], y=[0], row=1, col=1).add_bar(x=[0], y=[0], row=1, col=1)
    figure.add_heatmap(z=[[0]], row=1, col=1).add_scatter3d(x=[0], y=[0], z=[0], row=2, col=1)
    figure.update_layout(template="plotly").to_json()

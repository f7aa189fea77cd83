"""Forked kernels: what is loaded beforehand, and kernels that behave as spawned ones do."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import contextmanager
from pathlib import Path

import nbformat
import psutil
import pytest
from jupyter_client import KernelManager

from course_lib.serve import forked_kernels, warm_up
from course_lib.serve.forked_kernels import Forked, ForkedKernels, WarmParent
from course_lib.serve.kernels import BEHIND_A_PAGE, PageKernels
from course_lib.serve.open_files import allow_many

ROOT = Path(__file__).resolve().parents[2]
MOST_OF_ITS_OWN_MB = 27  # 23.6 measured, 30.8 where it looks at every module
forking = pytest.mark.skipif(not forked_kernels.possible(), reason="this system forks no kernels")


def notebook(folder: Path, *cells: str) -> Path:
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbformat.write(book, folder / "page.ipynb")
    return folder


def test_imports_are_found_in_cells_functions_and_below_and_not_for_type_checkers(tmp_path):
    cell = """
    %load_ext course_lib
    import wave
    from course_lib.controls.chart import Chart

    def later():
        import colorsys

    if TYPE_CHECKING:
        import cmd
    """
    found = warm_up.modules(notebook(tmp_path, textwrap.dedent(cell)))
    assert {"wave", "colorsys", "course_lib.controls.chart", "course_lib.controls.base"} <= set(
        found
    )
    assert "cmd" not in found


def test_all_that_a_studio_imports_of_the_course_is_loaded_beforehand():
    """The oracle is Python itself: what a fresh process has imported after building the panel."""
    code = (
        "import sys; from course_lib.panels.words.explorer import Explorer; Explorer();"
        "print(*[m for m in sys.modules if m.startswith('course_lib.')])"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    imported = set(ran.stdout.split())
    assert len(imported) > 20
    loaded = warm_up.modules(ROOT / "notebooks")
    assert {name for name in imported if not any(m.startswith(name) for m in loaded)} == set()


@pytest.fixture(scope="module")
def warm(tmp_path_factory):
    if not forked_kernels.possible():
        pytest.skip("this system forks no kernels")
    parent = WarmParent(notebook(tmp_path_factory.mktemp("warm"), "import torch"), BEHIND_A_PAGE)
    parent._started += 60  # a busy machine may take longer
    yield parent
    parent.end()


@contextmanager
def kernel(warm: WarmParent | None):
    """A running kernel as the server makes it: manager, ``run(code)`` → printed text, client."""
    forked_kernels.KernelProvisionerFactory.provisioners[forked_kernels.PROVISIONER] = (
        forked_kernels.EntryPoint(
            forked_kernels.PROVISIONER,
            "course_lib.serve.forked_kernels:ForkedKernels",
            "jupyter_client.kernel_provisioners",
        )
    )
    before, ForkedKernels.warm = ForkedKernels.warm, warm
    manager = KernelManager(kernel_spec_manager=PageKernels(), kernel_name="python3")
    manager.start_kernel(cwd=str(ROOT), env={**os.environ, "OF_THIS_KERNEL": "yes"})
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(60)

    def run(code: str) -> str:
        said = []

        def hear(message):
            content = message["content"]
            said.append(content.get("text") or content.get("data", {}).get("text/plain") or "")

        client.execute_interactive(code, timeout=60, output_hook=hear, allow_stdin=False)
        return "".join(said).strip()

    try:
        yield manager, run, client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        ForkedKernels.warm = before


@pytest.fixture(params=["forked", "spawned"])
def either(request):
    with kernel(request.getfixturevalue("warm") if request.param == "forked" else None) as made:
        assert isinstance(made[0].provisioner.process, Forked) == (request.param == "forked")
        yield made


@pytest.mark.slow
def test_both_kinds_run_a_page_alike(either):
    manager, run, _ = either
    assert run("import os; print(os.environ['OF_THIS_KERNEL'], os.getcwd())") == f"yes {ROOT}"
    assert run("import os; print(os.getpid() == os.getpgid(0))") == "True"
    # threads, which a fork from a process that had some would hang in
    many = "torch.set_num_threads(2); torch.nn.functional.conv2d(x, x).shape"
    assert "[64, 64, 1, 1]" in run(f"import torch; x = torch.rand(64, 64, 32, 32); {many}")
    shown = run("from course_lib.panels.words.one_hot import OneHot; OneHot()")
    assert "OneHot" in shown
    targets = "get_ipython().kernel.comm_manager.targets"
    assert run(f"import ipywidgets; print(*sorted({targets}))").split() == [
        "jupyter.widget", "jupyter.widget.control"
    ]  # fmt: skip
    assert "ZeroDivisionError" in run("1 / 0")
    assert "reload the page" in run("1 / 0")  # a sentence, no traceback
    assert manager.is_alive()


@pytest.mark.slow
def test_both_kinds_can_be_interrupted_and_end(either):
    manager, run, client = either
    asked = client.execute("import time\nfor _ in range(6000): time.sleep(0.01)")
    time.sleep(0.5)
    manager.interrupt_kernel()
    # A kernel that was slow to begin was asked more than once whether it is there.
    while (reply := client.get_shell_msg(timeout=30))["parent_header"]["msg_id"] != asked:
        assert reply["msg_type"] == "kernel_info_reply"
    assert reply["content"]["status"] == "error"
    # what comes right after an error is thrown away, by every kernel
    assert any(run("print(1)") == "1" for _ in range(50))
    process = manager.provisioner.process
    manager.shutdown_kernel()
    assert not manager.is_alive()
    assert process.poll() is not None


@forking
@pytest.mark.slow
def test_a_server_that_holds_many_files_still_ends_its_kernels(warm):
    if allow_many() < 1500:
        pytest.skip("this system lets nobody open so many files")
    many = [os.open(os.devnull, os.O_RDONLY) for _ in range(1100)]
    try:
        with kernel(warm) as (manager, run, _):
            assert manager.provisioner.process._handle > 1024
            assert run("print(1)") == "1"
            assert manager.is_alive()
            manager.provisioner.process.kill()
            assert manager.provisioner.process.wait(20) == -signal.SIGKILL
            assert not manager.is_alive()
    finally:
        for file in many:
            os.close(file)


@forking
@pytest.mark.slow
def test_two_forks_share_no_chance_and_no_variables(warm):
    draw = "import random, numpy, torch; print(random.random(), numpy.random.rand(), torch.rand(1))"
    with kernel(warm) as (_, first, _), kernel(warm) as (_, second, _):
        assert first("x = 1; 'torch' in __import__('sys').modules") == "True"
        ours, theirs = first(draw).split(), second(draw).split()
        assert all(a != b for a, b in zip(ours, theirs, strict=True))
        assert "NameError" in second("x")


@forking
@pytest.mark.slow
def test_making_a_kernel_copies_little_of_what_all_share(warm):
    with kernel(warm) as (manager, run, _):
        own = psutil.Process(manager.provisioner.pid).memory_full_info().uss / 1e6
        assert own < MOST_OF_ITS_OWN_MB
        # and the interpreter is whole again for what the page does
        assert run("import sys, ipykernel.ipkernel as k; print(k.sys is sys)") == "True"
        assert run("'torch' in sys.modules") == "True"


TRAIN = """
import json, sys, torch
before, _ = set(sys.modules), torch.manual_seed(0)
layer = torch.nn.Linear(3, 1)
optimizer = torch.optim.AdamW(layer.parameters(), lr=0.1)
for _ in range(5):
    optimizer.zero_grad()
    layer(torch.arange(6.0).reshape(2, 3)).square().mean().backward()
    optimizer.step()
state = [s["exp_avg"].tolist() for s in optimizer.state_dict()["state"].values()]
print(json.dumps([layer.weight.tolist(), state, len(set(sys.modules) - before)]))
"""


@forking
@pytest.mark.slow
def test_a_forked_kernel_trains_as_any_other_and_imports_no_compiler_for_it(warm):
    with kernel(warm) as (_, run, _):
        *ours, imported = json.loads(run(TRAIN))
    *theirs, all_of_it = json.loads(
        subprocess.run([sys.executable, "-c", TRAIN], capture_output=True, check=True).stdout
    )
    assert ours == theirs
    assert imported < 10 < all_of_it


@forking
@pytest.mark.slow
def test_memory_that_a_page_needs_no_more_goes_back_to_the_machine(warm):
    with kernel(warm) as (manager, run, _):
        process = psutil.Process(manager.provisioner.pid)
        run("import numpy as np\nheld = [np.ones(12_000) for _ in range(1000)]")
        run("pin = np.ones(12_000)")  # it lies above all that is let go
        full = process.memory_full_info().uss
        run("del held")
        end = time.monotonic() + 60
        while process.memory_full_info().uss > full - 80e6:
            assert time.monotonic() < end
            run("sum(range(1_000_000))")
            time.sleep(0.5)


@forking
@pytest.mark.slow
def test_the_warm_process_may_die_and_everybody_goes_on(warm, monkeypatch):
    monkeypatch.setattr(forked_kernels, "PATIENCE", 80.0)  # a busy machine is slow, not wrong
    with kernel(warm) as (manager, run, _):
        old = warm.pid
        assert run("import os; print(os.getppid())") == str(old)
        os.kill(old, signal.SIGKILL)
        warm._process.wait()
        time.sleep(0.3)
        assert run("print('still here')") == "still here"
        warm._started = time.monotonic() + 60
        with kernel(warm) as (other, new, _):
            assert isinstance(other.provisioner.process, Forked)
            assert new("import os; print(os.getppid())") == str(warm.pid) != str(old)
        manager.provisioner.process.kill()
        assert manager.provisioner.process.wait(20) == -signal.SIGKILL


@forking
@pytest.mark.slow
def test_kernels_and_the_warm_process_end_with_a_server_that_is_killed(tmp_path):
    """A server killed at once can tell nobody: its kernels watch it."""
    notebook(tmp_path, "import torch")
    code = f"""
import asyncio, pathlib, sys, time
from course_lib.serve.forked_kernels import WarmParent
warm = WarmParent(pathlib.Path({str(tmp_path)!r}), {{}})
warm._started += 60
connection = {str(tmp_path / "kernel.json")!r}
env = dict(__import__("os").environ)
order = {{"argv": ["-f", connection], "env": env, "cwd": ".", "threads": 1}}
kernel = asyncio.run(warm.fork(order))
print(warm.pid, kernel.pid, flush=True)
time.sleep(60)
"""
    server = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE)
    warm_pid, kernel_pid = map(int, server.stdout.readline().split())
    handles = [os.pidfd_open(pid) for pid in (warm_pid, kernel_pid)]
    server.kill()
    server.wait()
    import select

    for handle in handles:
        assert select.select([handle], [], [], 20)[0]
        os.close(handle)


@pytest.mark.slow
def test_a_warm_process_that_cannot_start_is_given_up_and_kernels_are_spawned(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    broken = WarmParent(tmp_path, {})
    monkeypatch.undo()
    monkeypatch.setattr(broken, "start", lambda: None)
    broken._process.wait()
    with kernel(broken) as (manager, run, _):
        assert not isinstance(manager.provisioner.process, Forked)
        assert run("print(2)") == "2"
    broken.end()

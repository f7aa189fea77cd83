"""Voila, set up for the course: our template, our home page, nothing from the network.

Why these settings (each was a trap): only the extensions that widgets need are loaded, since every
other installed JupyterLab extension would be sent to the page and may break it; a dead kernel is
not restarted behind the page's back, since the restarted one knows none of the page's widgets;
uploads up to 64 MB pass the websocket.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from jupyter_server.utils import url_path_join
from tornado.web import RequestHandler, StaticFileHandler
from traitlets.config import Config
from voila.app import Voila
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.handler import TornadoVoilaHandler

from course_lib.controls.stylesheet import stylesheet
from course_lib.figures.style import plotly_script
from course_lib.serve.course_map import PICTURES
from course_lib.serve.home import AwayHandler, HomeHandler, MapHandler, NoSuchPageHandler
from course_lib.serve.manners import with_manners

HERE = Path(__file__).resolve().parent
EXTENSIONS = [
    "@voila-dashboards/widgets-manager8",  # Voila's widget manager; the next two hang on it
    "@jupyter-widgets/jupyterlab-manager",
    "anywidget",
]
IDLE_MINUTES = 20


def settings(preheat: int = 0) -> Config:
    """Everything the course sets in Voila; ``preheat`` is how many kernels wait for visitors."""
    config = Config()
    config.VoilaConfiguration.template = "course"
    config.VoilaConfiguration.allow_template_override = "NO"
    config.VoilaConfiguration.allow_theme_override = "NO"
    # The template shows the code of chapters and hides that of studios.
    config.VoilaConfiguration.strip_sources = False
    config.VoilaConfiguration.extension_allowlist = EXTENSIONS
    config.VoilaConfiguration.extension_denylist = []
    config.VoilaConfiguration.kernel_spec_manager_class = "course_lib.serve.kernels.PageKernels"
    config.VoilaConfiguration.file_allowlist = [r".*\.(png|jpg|gif|svg)"]
    # Voila cannot do both: preheated pages come whole, all others cell by cell.
    config.VoilaConfiguration.progressive_rendering = preheat == 0
    config.VoilaConfiguration.preheat_kernel = preheat > 0
    config.VoilaConfiguration.default_pool_size = preheat
    config.VoilaExecutor.cell_error_instruction = "Reload the page to try again."
    config.VoilaExecutor.timeout = 600
    # The kernel says what went wrong, on the page and in the terminal: no second report of it.
    config.VoilaExecutor.allow_errors = True
    config.KernelRestarter.restart_limit = 0
    config.MappingKernelManager.cull_idle_timeout = IDLE_MINUTES * 60
    config.MappingKernelManager.cull_interval = 60
    config.MappingKernelManager.cull_connected = False
    config.Voila.ip = "127.0.0.1"
    config.Voila.tornado_settings = {
        "websocket_max_message_size": 64 * 2**20,
        "ws_ping_interval": 0,  # see manners.py
    }
    return config


class LeaveHandler(VoilaShutdownKernelHandler):
    """``POST`` when a page is left: its kernel, hundreds of megabytes, ends at once.

    The browser sends this while the page closes and cannot add the token that Jupyter asks of a
    form; without this exception the kernel would live on until it is culled. Who would abuse it
    needs the kernel's random id.
    """

    def check_xsrf_cookie(self) -> None:
        """Ask for no token."""


class StylesheetHandler(RequestHandler):
    """The stylesheet, put together from its files."""

    def get(self) -> None:
        """All of it; tornado answers "not modified" to who has it."""
        self.set_header("Content-Type", "text/css; charset=utf-8")
        self.finish(stylesheet())


class CourseServer(Voila):
    """The Voila application with the course's home page in place of the folder listing."""

    def load_config_file(self, *_args, **_kwargs) -> None:
        """A ``voila.json`` of the machine's user does not change the course."""

    def init_handlers(self) -> list:
        """Voila's handlers for pages and files; ours for the home page and what is not there.

        They answer below the base address and at the top: some proxies take the base off.
        """
        base, pages = self.server_url, {"voila_configuration": self.voila_configuration}
        found = []
        for root in dict.fromkeys((base, "/")):
            self.server_url = re.escape(root)  # Voila makes patterns of it
            found += self._handlers(self.server_url, pages)
        self.server_url = base
        found.append((re.escape(base.rstrip("/")), AwayHandler, pages))
        found.append((r".*", NoSuchPageHandler, pages))
        return [(path, with_manners(handler), *rest) for path, handler, *rest in found]

    def _handlers(self, root: str, pages: dict) -> list:
        """Those below one address ``root``."""
        kept = [
            (path, LeaveHandler if handler is VoilaShutdownKernelHandler else handler, *rest)
            for path, handler, *rest in super().init_handlers()
            if "Tree" not in handler.__name__ and "Contents" not in handler.__name__
        ]
        index = next(i for i, handler in enumerate(kept) if handler[1] is TornadoVoilaHandler)
        static = url_path_join(root, "/course/static/")
        kept[index:index] = [
            (root, HomeHandler, pages),
            (static + r"course\.css", StylesheetHandler),
            (
                static + r"(plotly\.min\.js)",
                StaticFileHandler,
                {"path": str(plotly_script().parent)},
            ),
            (
                url_path_join(root, r"/course/cards/([\w-]+\.(?:light|dark)\.webp)"),
                StaticFileHandler,
                {"path": str(PICTURES)},
            ),
            (url_path_join(root, r"/course/map\.json"), MapHandler, pages),
            (url_path_join(root, r"/voila/tree(.*)"), AwayHandler, pages),
        ]
        return kept


def use_own_templates() -> None:
    """Let Voila and nbconvert find the course's template; kernels inherit this harmlessly."""
    own = str(HERE / "jupyter")
    paths = os.environ.get("JUPYTER_PATH", "").split(os.pathsep)
    if own not in paths:
        os.environ["JUPYTER_PATH"] = os.pathsep.join([own, *filter(None, paths)])

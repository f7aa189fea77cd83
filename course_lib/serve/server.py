"""Voila, set up for the course: our template, our home page, nothing from the network.

Why these settings (each was a trap): only the extensions that widgets need are loaded, since every
other installed JupyterLab extension would be sent to the page and may break it; a dead kernel is
not restarted behind the page's back, since the restarted one knows none of the page's widgets;
uploads up to 64 MB pass the websocket.
"""

from __future__ import annotations

import os
import re
import time
from contextvars import copy_context
from pathlib import Path
from tempfile import gettempdir

import psutil
from jupyter_server.services.kernels.handlers import KernelHandler
from jupyter_server.utils import url_path_join
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.netutil import bind_unix_socket
from tornado.web import RequestHandler, StaticFileHandler
from traitlets import Int, Unicode, default
from traitlets.config import Config
from voila.app import Voila
from voila.request_info_handler import RequestInfoSocketHandler
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.execution_request_handler import ExecutionRequestHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from course_lib.controls.stylesheet import stylesheet
from course_lib.figures.style import plotly_script
from course_lib.progress import record
from course_lib.serve import metrics
from course_lib.serve.class_door import Door
from course_lib.serve.course_map import PICTURES
from course_lib.serve.home import AwayHandler, HomeHandler, MapHandler, NoSuchPageHandler
from course_lib.serve.kernels import transport
from course_lib.serve.manners import with_manners
from course_lib.serve.metrics import EndingHandler, HealthHandler, MetricsHandler
from course_lib.serve.open_files import allow_many
from course_lib.serve.own_kernels import for_its_visitor, welcomed
from course_lib.serve.page_sockets import ExecutionSocket, KernelSocket
from course_lib.serve.progress_pages import ClassHandler, ExportHandler, ProgressHandler
from course_lib.serve.seats import PAGES_EACH, Seats, room_for

HERE = Path(__file__).resolve().parent
EXTENSIONS = [
    "@voila-dashboards/widgets-manager8",  # Voila's widget manager; the next two hang on it
    "@jupyter-widgets/jupyterlab-manager",
    "anywidget",
]
IDLE_MINUTES = 20
ASK_AGAIN = 2  # seconds after which a page in the queue asks again


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
    config.VoilaConfiguration.multi_kernel_manager_class = (
        "course_lib.serve.page_kernels.PageKernelManager"
    )
    config.AsyncKernelManager.client_class = "course_lib.serve.kernel_client.PageKernelClient"
    config.AsyncKernelManager.transport = transport(f"{gettempdir()}/voila_12345678")
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
    # Of so many messages of a kernel it is remembered that they came, not of 65,536: 8 MB each.
    config.Session.digest_history_size = 1024
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
    needs the cookie of the browser that opened the page.
    """

    def check_xsrf_cookie(self) -> None:
        """Ask for no token."""


class PageHandler(TornadoVoilaHandler):
    """A page of the course: opened, or the queue for it."""

    async def get(self, path: str | None = None) -> None:
        """Voila's page once there is a seat; that it was opened is kept, beside it."""
        notebook = Path(self.settings["voila"].root_dir, path or "")
        if notebook.suffix == ".ipynb" and notebook.is_file():
            visitor = welcomed(self)
            if not self._may_enter(visitor):
                return
            name = notebook.stem
            visit = copy_context()  # in it stands who asks
            IOLoop.current().run_in_executor(None, visit.run, record, name, name, "visit", "opened")
            with self.kernel_manager.let_in(visitor):
                await super().get(path)
        else:
            await super().get(path)

    def _may_enter(self, visitor: str) -> bool:
        """Whether there is a seat; else the waiting page is the answer."""
        seats, kernels = self.settings["course_seats"], self.kernel_manager
        pages = kernels.pages_of(visitor)
        place = 0
        if pages < PAGES_EACH:
            place = seats.place(visitor, kernels.taken, time.monotonic())
            if place == 0:
                return True
        metrics.QUEUED.inc()
        self.set_status(503)
        self.set_header("Retry-After", str(ASK_AGAIN))
        self.set_header("Cache-Control", "no-store")
        template = self.get_template("waiting.html.j2")
        told = {"place": place, "pages": pages, "seats": seats.limit, "seconds": ASK_AGAIN}
        self.write(template.render(base_url=self.base_url, **told))
        return False


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

    seats = Int(config=True, help="pages that may be open at once")
    socket = Unicode(config=True, help="a Unix socket to listen on in place of a port")
    class_session = Unicode(config=True, help="the session whose learners may enter; empty: all")
    lab = Unicode(config=True, help="where this learner's JupyterLab is; empty: in no browser yet")

    @default("seats")
    def _room(self) -> int:
        return room_for(psutil.virtual_memory().total / 1e6, allow_many())

    def init_settings(self) -> dict:
        """Voila's; the seats, and what pages must know of where they are."""
        allow_many()
        self.voila_configuration.page_config_hook = self._page_config
        made = super().init_settings()
        made["voila_jinja2_env"].globals["course_place"] = self._place()
        door = Door(self.class_session) if self.class_session else None
        own = {
            "course_door": door,
            "course_seats": Seats(self.seats),
            "course_private": bool(self.socket),
        }
        return {**made, **own}

    def _page_config(self, known: dict, **_: object) -> dict:
        return {**known, "coursePlace": self._place()}

    def _place(self) -> dict[str, object]:
        """Where its reader is, for what pages say of it."""
        hub = url_path_join(os.environ.get("JUPYTERHUB_BASE_URL", "/"), "hub/home")
        return {"lab": self.lab, "hub": hub, "in_class": bool(self.class_session)}

    def listen(self) -> None:
        """As Voila; or on the socket, that none but this user may open."""
        if not self.socket:
            super().listen()
            return
        server = HTTPServer(self.app)
        server.add_socket(bind_unix_socket(self.socket, mode=0o600))
        self.ioloop = IOLoop.current()
        try:
            self.ioloop.start()
        finally:
            self.stop()

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
        own = {
            TornadoVoilaHandler: PageHandler,
            KernelHandler: for_its_visitor(KernelHandler),
            RequestInfoSocketHandler: for_its_visitor(RequestInfoSocketHandler),
            VoilaShutdownKernelHandler: for_its_visitor(LeaveHandler),
            VoilaKernelWebsocketHandler: for_its_visitor(KernelSocket),
            ExecutionRequestHandler: for_its_visitor(ExecutionSocket),
        }
        kept = [
            (path, own.get(handler, handler), *rest)
            for path, handler, *rest in super().init_handlers()
            if "Tree" not in handler.__name__ and "Contents" not in handler.__name__
        ]
        index = next(i for i, handler in enumerate(kept) if handler[1] is PageHandler)
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
            (url_path_join(root, "/course/progress"), ProgressHandler, pages),
            (url_path_join(root, r"/course/progress\.(json|csv)"), ExportHandler, pages),
            (url_path_join(root, "/course/class"), ClassHandler, pages),
            (url_path_join(root, "/course/ending/([0-9a-f-]+)"), EndingHandler, pages),
            (url_path_join(root, "/health"), HealthHandler, pages),
            (url_path_join(root, "/metrics"), MetricsHandler, pages),
            (url_path_join(root, r"/voila/tree(.*)"), AwayHandler, pages),
        ]
        return kept


def use_own_templates() -> None:
    """Let Voila and nbconvert find the course's template; kernels inherit this harmlessly."""
    own = str(HERE / "jupyter")
    paths = os.environ.get("JUPYTER_PATH", "").split(os.pathsep)
    if own not in paths:
        os.environ["JUPYTER_PATH"] = os.pathsep.join([own, *filter(None, paths)])

"""What whoever runs the server may watch: ``/health``, ``/metrics`` (Prometheus); counts only."""

from __future__ import annotations

import time

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    generate_latest,
)
from voila.handler import BaseVoilaHandler

REGISTRY = CollectorRegistry()
PAGES = Counter("course_pages_opened", "Pages that got a kernel", registry=REGISTRY)
ENDED = Counter("course_kernels_ended", "Kernels ended by the server", ["why"], registry=REGISTRY)
REFUSED = Counter("course_sockets_refused", "Sockets closed for a forged message",
                  registry=REGISTRY)  # fmt: skip
QUEUED = Counter("course_visitors_queued", "Answers with the waiting page", registry=REGISTRY)
KERNELS = Gauge("course_kernels", "Kernels that run now", registry=REGISTRY)
SEATS = Gauge("course_seats", "Kernels that may run at once", registry=REGISTRY)
WAITING = Gauge("course_waiting", "Visitors in the queue", registry=REGISTRY)


def _now(handler: BaseVoilaHandler) -> dict[str, int]:
    seats, kernels = handler.settings["course_seats"], handler.settings["kernel_manager"]
    return {"kernels": kernels.taken, "seats": seats.limit,
            "waiting": seats.waiting(time.monotonic())}  # fmt: skip


class HealthHandler(BaseVoilaHandler):
    """``GET /health``: whether it runs, and how full it is."""

    for_who_runs_it = True

    def get(self) -> None:
        """JSON."""
        self.finish({"status": "ok", **_now(self)})


class MetricsHandler(BaseVoilaHandler):
    """``GET /metrics``: the same and the counters, for Prometheus."""

    for_who_runs_it = True

    def get(self) -> None:
        """Prometheus's text."""
        now = _now(self)
        for gauge, name in ((KERNELS, "kernels"), (SEATS, "seats"), (WAITING, "waiting")):
            gauge.set(now[name])
        self.set_header("Content-Type", CONTENT_TYPE_LATEST)
        self.finish(generate_latest(REGISTRY))


class EndingHandler(BaseVoilaHandler):
    """``GET /course/ending/KERNEL``: why a page's kernel was ended, "" where it was not."""

    def get(self, kernel: str) -> None:
        """JSON, for the page's script."""
        self.set_header("Cache-Control", "no-store")
        self.finish({"why": self.settings["kernel_manager"].endings.get(kernel, "")})

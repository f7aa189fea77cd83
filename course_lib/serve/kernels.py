"""The one kernel of the course: this very Python, with the course's plain sentences for errors.

A machine may have other kernels called "python3" (of another environment, or an older Python);
the course's pages must run in the environment that the course was installed in.
"""

from __future__ import annotations

import os
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel

from course_lib.files import places
from course_lib.serve.forked_kernels import PROVISIONER, ForkedKernels

NAME = "python3"
# What the chapters say of their language. A kernel that said more of itself (its version, for one)
# would have every copy look changed as soon as it is opened.
LANGUAGE_INFO = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"}
# Not `--ext`: a chapter's own %load_ext would then print that it is already loaded.
SAY = "__import__('course_lib.plain_errors').plain_errors.install()"
TELL = f"get_ipython().kernel.language_info = {LANGUAGE_INFO}"

MOST_PATH = 103  # bytes that a Unix socket's path may have, on macOS; Linux allows four more


def transport(folder: str) -> str:
    """How to talk to a kernel whose connection file is in this folder: "ipc" (Unix sockets beside
    that file) where their paths are short enough, else "tcp".

    A port is chosen while it is free, and opened by the kernel a moment or seconds later. On a busy
    computer another program has it by then, the kernel ends, and a learner gets no page.
    """
    longest = os.path.join(folder, f"kernel-{'0' * 36}-ipc-5")
    return "ipc" if os.name == "posix" and len(os.fsencode(longest)) <= MOST_PATH else "tcp"


class CourseKernels(KernelSpecManager):
    """Offers ``python3`` alone: the interpreter that runs the server, sentences set up."""

    def find_kernel_specs(self) -> dict[str, str]:
        """Name → folder with the logos, for ``python3`` alone."""
        from ipykernel.kernelspec import RESOURCES

        return {NAME: RESOURCES}

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The course's kernel; NoSuchKernel for every other name."""
        from ipykernel.kernelspec import RESOURCES, get_kernel_dict

        if kernel_name != NAME:
            raise NoSuchKernel(kernel_name)
        spec = get_kernel_dict(
            extra_arguments=[f"--IPKernelApp.exec_lines={SAY}; {TELL}", *self.arguments()]
        )
        spec["display_name"] = "Python 3"
        return KernelSpec(resource_dir=RESOURCES, **spec)

    def arguments(self) -> list[str]:
        """More arguments of the kernel's command line."""
        return []

    def get_all_specs(self) -> dict[str, Any]:
        """As the base class gives it, for the one kernel."""
        spec = self.get_kernel_spec(NAME)
        return {NAME: {"resource_dir": spec.resource_dir, "spec": spec.to_dict()}}


# Thirty kernels may share a machine: glibc is told to give memory back when an array goes.
LEAN = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "262144"}
BEHIND_A_PAGE = {"LWL_READ_ONLY_PAGE": "1", **LEAN}


class PageKernels(CourseKernels):
    """For read-only pages: no history file, and every exception becomes one sentence."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The course's kernel, told that it stands behind a page."""
        spec = super().get_kernel_spec(kernel_name)
        spec.env = {**spec.env, places.STARTED: os.getcwd(), **BEHIND_A_PAGE}
        if ForkedKernels.warm is not None:
            provisioner = {"provisioner_name": PROVISIONER}
            spec.metadata = {**spec.metadata, "kernel_provisioner": provisioner}
        return spec

    def arguments(self) -> list[str]:
        """Nobody types in these kernels: keep no history on the disk."""
        return ["--HistoryManager.enabled=False", "--log-level=ERROR"]

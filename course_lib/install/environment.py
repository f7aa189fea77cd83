"""Make .venv and install the course into it; when nothing has changed, this takes a moment.

    python3 course_lib/install/environment.py [EXTRA …]        e.g. `test`

Runs on any Python 3, with nothing installed, and finds a Python that is new enough. pip's own
settings (PIP_* variables, pip.conf) hold: what is added here is one more index, and only where it
helps. The address of PyTorch's wheels without CUDA is tried for three seconds, on Linux without an
NVIDIA GPU; where it does not answer, pip gets torch from its usual index.
"""

import glob
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import urllib.request

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".venv")
STAMP = os.path.join(VENV, "course-installed.txt")
CPU_WHEELS = "https://download.pytorch.org/whl/cpu"


def new_enough():
    """The path of a Python that the course runs on, or None."""
    if sys.version_info[:2] >= OLDEST:
        return sys.executable
    for minor in range(20, OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            return found
    return None


def venv_python():
    """The path of the environment's own Python, whether or not it is there yet."""
    inside = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return os.path.join(VENV, *inside)


def fingerprint(extras):
    """What decides whether to install again: dependencies, exact versions, extras, the Python."""
    digest = hashlib.sha256(" ".join(sorted(extras)).encode())
    for name in ("pyproject.toml", "constraints.txt"):
        with open(os.path.join(ROOT, name), "rb") as stream:
            digest.update(stream.read())
    config = os.path.join(VENV, "pyvenv.cfg")
    if os.path.exists(config):
        with open(config, "rb") as stream:
            digest.update(stream.read())
    return digest.hexdigest()


def installed():
    """The fingerprints that this environment was installed for, the newest last."""
    try:
        with open(STAMP) as stream:
            return stream.read().split()
    except OSError:
        return []


def has_nvidia_gpu():
    """Whether the NVIDIA driver runs here."""
    return os.path.exists("/proc/driver/nvidia/version") or bool(glob.glob("/dev/nvidia[0-9]*"))


def answers(address, seconds=3.0):
    """Whether something answers at this web address in time."""
    try:
        request = urllib.request.Request(address + "/torch/", method="HEAD")
        with urllib.request.urlopen(request, timeout=seconds) as reply:
            return reply.status < 400
    except (OSError, ValueError):
        return False


def pip_options():
    """What to add to pip's own settings."""
    if platform.system() != "Linux" or has_nvidia_gpu() or os.environ.get("PIP_NO_INDEX"):
        return []
    return ["--extra-index-url", CPU_WHEELS] if answers(CPU_WHEELS) else []


def run(*command):
    """Run a command; its failure ends this program with the same status."""
    status = subprocess.call(command, cwd=ROOT)
    if status:
        sys.exit(status)


def main(extras):
    """Make or complete the environment; 0 when it is ready."""
    if os.path.exists(venv_python()) and fingerprint(extras) in installed():
        return 0
    python = new_enough()
    if python is None:
        print(f"The course needs Python 3.11 or newer; this one is {platform.python_version()}.")
        return 1
    if not os.path.exists(venv_python()):
        print("Making the environment in .venv", flush=True)
        try:
            subprocess.check_call([python, "-m", "venv", "--clear", VENV])
        except subprocess.CalledProcessError:
            shutil.rmtree(VENV, ignore_errors=True)
            print("Python's venv module is not complete here; on Debian and Ubuntu this gets it:")
            print("  sudo apt-get install python3-venv")
            return 1
    what = f".[{','.join(extras)}]" if extras else "."
    print(
        "Installing the course. The first time takes minutes: PyTorch alone is large.", flush=True
    )
    pip = [venv_python(), "-m", "pip", "--disable-pip-version-check"]
    run(*pip, "install", "-c", "constraints.txt", *pip_options(), "-e", what)
    with open(STAMP, "w") as stream:
        # What was installed for more extras still holds for fewer.
        stream.write("\n".join(sorted({fingerprint(extras), fingerprint([])})))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

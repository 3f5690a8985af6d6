"""The virtual environment, as requirements.lock says, with the project in it."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.steps.faults import SetupError, say
from tools.steps.versions import spell

_STAMP = "as-locked"
_PIP_QUIET = ["--quiet", "--disable-pip-version-check", "--no-input"]
_INPUTS = ("requirements.lock", "pyproject.toml", "emulator/pyproject.toml")

Run = Callable[[Sequence[str]], int]


def fingerprint(checkout: Path, version: str) -> str:
    """Give what the environment has to be made again for: the lock, the projects' files, Python."""
    digest = hashlib.sha256(version.encode())
    for name in _INPUTS:
        digest.update(b"\0" + (checkout / name).read_bytes())
    return f"{version} {digest.hexdigest()}\n"


def ensure(checkout: Path, run: Run | None = None, version: str | None = None) -> bool:
    """Make `.venv` what the lock says, with this interpreter; tell whether anything was done.

    Raises SetupError.
    """
    run = run or _run
    version = version or spell(sys.version_info[:3])
    folder = checkout / ".venv"
    stamp = folder / _STAMP
    wanted = fingerprint(checkout, version)
    python = folder / "bin" / "python"
    if stamp.is_file() and stamp.read_text() == wanted and python.exists():
        say("the virtual environment is as requirements.lock says")
        return False
    stamp.unlink(missing_ok=True)
    if not _is_of(folder, version):
        _make(folder, run, version)
    say("installing the locked dependencies: about a minute, less where pip has them cached")
    pip = [str(python), "-m", "pip", "install", *_PIP_QUIET]
    # The lock names everything; pip's resolver refuses pins with extras in this mode.
    if run([*pip, "--no-deps", "--require-hashes", "-r", str(checkout / "requirements.lock")]) != 0:
        raise SetupError(
            "pip could not install what requirements.lock names (its own words are above): look at "
            "the network and at `pip config list` (index-url, proxy, cert), and run `make setup` "
            "again."
        )
    editable = ["--editable", str(checkout), "--editable", str(checkout / "emulator")]
    if run([*pip, "--no-deps", "--no-build-isolation", *editable]) != 0:
        raise SetupError(
            "The project itself could not be installed into .venv (pip's words are above): correct "
            "pyproject.toml, or delete .venv, and run `make setup` again."
        )
    stamp.write_text(wanted)
    return True


def _is_of(folder: Path, version: str) -> bool:
    """Tell whether an environment is whole and of this Python."""
    try:
        said = (folder / "pyvenv.cfg").read_text()
    except OSError:
        return False
    lines = [line.split("=", 1) for line in said.splitlines() if "=" in line]
    settings = {key.strip(): value.strip() for key, value in lines}
    has_pip = any(folder.glob("lib/python*/site-packages/pip"))
    # `python -m venv` writes `version`, virtualenv and uv `version_info`.
    found = settings.get("version") or settings.get("version_info", "")
    return has_pip and found.startswith(version)


def _make(folder: Path, run: Run, version: str) -> None:
    say(f"making the virtual environment .venv with Python {version}: some seconds")
    if run([sys.executable, "-m", "venv", "--clear", str(folder)]) != 0:
        raise SetupError(
            f"{sys.executable} could not make a virtual environment (its own words are above): it "
            f"lacks venv or ensurepip, which Debian and Ubuntu keep in the package python3-venv; "
            f"install that, or name another Python with `make PYTHON=/path/to/python3 setup`."
        )


def _run(command: Sequence[str]) -> int:
    return subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode

"""The virtual environment, as the locks say, with this checkout's projects in it."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.steps import halves
from tools.steps.faults import SetupError, say
from tools.steps.versions import spell

_PIP_QUIET = ["--quiet", "--disable-pip-version-check", "--no-input"]

Run = Callable[[Sequence[str]], int]


def fingerprint(checkout: Path, part: halves.Part, version: str) -> str:
    """Return what a part has to be installed again for: its files, and Python."""
    digest = hashlib.sha256(version.encode())
    for name in part.inputs:
        digest.update(b"\0" + (checkout / name).read_bytes())
    return f"{version} {digest.hexdigest()}\n"


def ensure(
    checkout: Path, run: Run | None = None, version: str | None = None, *, dev: bool = False
) -> bool:
    """Make `.venv` what the locks say, with this interpreter; return whether anything was done.

    With `dev` both halves, else the product's alone. What is there already stays: a half is
    installed again only when its own lock has changed. Raises SetupError.
    """
    run = run or runner()
    version = version or spell(sys.version_info[:3])
    folder = checkout / ".venv"
    parts = halves.DEV if dev else halves.PRODUCT
    wanted = {part: fingerprint(checkout, part, version) for part in parts}
    if _has_python(folder) and all(_is_done(folder, part, wanted[part]) for part in parts):
        locks = [part.lock for part in parts if part.lock is not None]
        say(f"the virtual environment is as {' and '.join(locks)} {'say' if dev else 'says'}")
        return False
    if not _is_of(folder, version):
        # The stamps first: a kill while the folder is emptied must not leave one behind.
        for part in halves.DEV:
            _stamp(folder, part).unlink(missing_ok=True)
        _make(folder, run, version)
    _remove_half_installed(folder)
    for part in parts:
        if not _is_done(folder, part, wanted[part]):
            _stamp(folder, part).unlink(missing_ok=True)
            say(part.says)
            _install(checkout, part, run)
            _stamp(folder, part).write_text(wanted[part])
    return True


def runner(keep: Sequence[int] = ()) -> Run:
    """Return what runs a command to its end, and answers its exit code.

    The file descriptors in `keep` are the command's too: a lock that is held by one of them is
    held until the command has ended, even if this process is killed before.
    """

    def run(command: Sequence[str]) -> int:
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, pass_fds=keep, check=False
        ).returncode

    return run


def _stamp(folder: Path, part: halves.Part) -> Path:
    return folder / f"as-locked-{part.name}"


def _is_done(folder: Path, part: halves.Part, wanted: str) -> bool:
    stamp = _stamp(folder, part)
    return stamp.is_file() and stamp.read_text() == wanted


def _has_python(folder: Path) -> bool:
    return (folder / "bin" / "python").exists()


def _is_of(folder: Path, version: str) -> bool:
    """Return whether an environment is whole and of this Python."""
    try:
        said = (folder / "pyvenv.cfg").read_text()
    except OSError:
        return False
    lines = [line.split("=", 1) for line in said.splitlines() if "=" in line]
    settings = {key.strip(): value.strip() for key, value in lines}
    # The RECORD is the last that is written of a package: without it, pip's own is cut off.
    has_pip = any(folder.glob("lib/python*/site-packages/pip-*.dist-info/RECORD"))
    # `python -m venv` writes `version`, virtualenv and uv `version_info`.
    found = settings.get("version") or settings.get("version_info", "")
    return _has_python(folder) and has_pip and found.startswith(version)


def _make(folder: Path, run: Run, version: str) -> None:
    say(f"making the virtual environment .venv with Python {version}: some seconds")
    if run([sys.executable, "-m", "venv", "--clear", str(folder)]) != 0:
        raise SetupError(
            f"{sys.executable} could not make a virtual environment (its output is above): it "
            f"lacks venv or ensurepip. On Debian and Ubuntu they are in the package python3-venv. "
            f"Install that, or use another Python: `make PYTHON=/path/to/python3 setup`."
        )


def _remove_half_installed(folder: Path) -> None:
    """Remove what a killed pip has left, so that the next one doesn't take it for installed.

    pip looks for METADATA, which it writes before a package's scripts and data (ruff is nothing
    else), and writes RECORD when all is in place. While it replaces a package, the old one's
    folders have names with a `~`, and pip warns of them for ever.
    """
    for site in folder.glob("lib/python*/site-packages"):
        cut_off = {one for one in site.glob("*.dist-info") if not (one / "RECORD").is_file()}
        for left in cut_off.union(site.glob("~*")):
            shutil.rmtree(left) if left.is_dir() else left.unlink()


def _install(checkout: Path, part: halves.Part, run: Run) -> None:
    pip = [str(checkout / ".venv" / "bin" / "python"), "-m", "pip", "install", *_PIP_QUIET]
    # The locks name everything; pip's resolver refuses pins with extras in this mode.
    pip.append("--no-deps")
    if part.lock is not None:
        if run([*pip, "--require-hashes", "-r", str(checkout / part.lock)]) != 0:
            raise SetupError(
                f"pip could not install what {part.lock} names (its output is above): look at "
                f"the network and at `pip config list` (index-url, proxy, cert), and run "
                f"`{part.target}` again."
            )
        return
    projects = [f"--editable={checkout / folder}" for folder in halves.PROJECTS]
    if run([*pip, "--no-build-isolation", *projects]) != 0:
        raise SetupError(
            "The project itself could not be installed into .venv (pip's output is above): correct "
            f"pyproject.toml, or delete .venv, and run `{part.target}` again."
        )

"""`python -m tools.lock [options of uv pip compile]`: write both locks again.

Both halves are resolved as one, so that no package has two versions and the product is locked to
what the tests ran with. Then the product's half is resolved within these versions, and the rest is
the developer's. uv has an environment of its own: it is no dependency of the project's.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tools.steps import halves
from tools.steps.faults import SetupError

CHECKOUT = Path(__file__).resolve().parents[1]
UV_VERSION = "0.13.8"

# The locks are installed with --no-deps, so they name everything and need no extras.
_COMPILE = (
    "pip",
    "compile",
    "--quiet",
    "--universal",
    "--python-version=3.10",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-header",
    "--no-annotate",
    "--strip-extras",
)


def entries(lock: str) -> dict[str, str]:
    """Return the entries of a lock, hashes and all, by their first line: `name==1.2 ; marker`."""
    found: dict[str, str] = {}
    for block in _blocks(lock.splitlines(keepends=True)):
        found[block.splitlines()[0].removesuffix("\\").strip()] = block
    return found


def rest(whole: str, product: str) -> str:
    """Return what a lock has that another one hasn't.

    A package that both halves need, but the product on fewer platforms or older Pythons, is an
    entry of both: its markers differ, its version doesn't.
    """
    known = entries(product)
    return "".join(block for first, block in entries(whole).items() if first not in known)


def _blocks(lines: Iterable[str]) -> Iterator[str]:
    block: list[str] = []
    for line in lines:
        if block and not line.startswith((" ", "\t")):
            yield "".join(block)
            block = []
        block.append(line)
    if block:
        yield "".join(block)


def write(checkout: Path, options: Sequence[str]) -> None:
    """Write both locks. What they have stays, unless an option (--upgrade) says otherwise."""
    product, dev = checkout / halves.PRODUCT_LOCK, checkout / halves.DEV_LOCK
    whole = checkout / ".state" / "whole.lock"
    # uv keeps the versions that it finds in the file which it is to write.
    whole.write_text("".join(lock.read_text() for lock in (product, dev) if lock.exists()))
    _compile(checkout, whole, (*halves.PRODUCT_GROUPS, *halves.DEV_GROUPS), options)
    _compile(checkout, product, halves.PRODUCT_GROUPS, ["--constraints", str(whole)])
    dev.write_text(rest(whole.read_text(), product.read_text()))


def _compile(checkout: Path, lock: Path, groups: Sequence[str], options: Sequence[str]) -> None:
    inputs = [f"{folder}/pyproject.toml" for folder in halves.PROJECTS]
    grouped = [f"--group={group}" for group in groups]
    command = [*_COMPILE, *grouped, *inputs, f"--output-file={lock}", *options]
    _run([str(_uv(checkout)), *command], checkout)


def _uv(checkout: Path) -> Path:
    folder = checkout / ".state" / "uv"
    if not (folder / "bin" / "python").exists():
        _run([sys.executable, "-m", "venv", str(folder)], checkout)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    _run([*pip, "--disable-pip-version-check", f"uv=={UV_VERSION}"], checkout)
    return folder / "bin" / "uv"


def _run(command: Sequence[str], folder: Path) -> None:
    if subprocess.run(command, cwd=folder, check=False).returncode != 0:
        raise SetupError(f"`{' '.join(command)}` failed: its output is above.")


if __name__ == "__main__":
    try:
        write(CHECKOUT, sys.argv[1:])
    except SetupError as error:
        sys.exit(f"lock failed: {error}")

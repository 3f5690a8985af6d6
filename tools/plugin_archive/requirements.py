"""`python -m tools.plugin_archive.requirements`: print what builds the archive, as it is locked.

A runner that builds the archive alone installs these beside requirements.lock. The rest of the
developer's half has packages that a runner's platform may lack.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from tools.lock import entries

LOCK: Final = Path(__file__).resolve().parents[2] / "requirements-dev.lock"
# jiter, as who has the archive can't install an extra; PyInstaller, and what it asks for on Linux,
# macOS and Windows. `packaging` is in the product's.
NAMES: Final = frozenset(
    {
        "altgraph",
        "jiter",
        "macholib",
        "pefile",
        "pyinstaller",
        "pyinstaller-hooks-contrib",
        "pywin32-ctypes",
        "setuptools",
    }
)


def text(lock: str) -> str:
    """Return the entries of a lock that belong to PyInstaller, hashes and markers with them."""
    return "".join(
        block for first, block in entries(lock).items() if first.partition("==")[0] in NAMES
    )


if __name__ == "__main__":
    sys.stdout.write(text(LOCK.read_text()))

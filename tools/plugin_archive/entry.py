"""The program in the archive: the plugin, in the environment that the engine gave it."""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping

# PyInstaller's loader puts its own folder there; what was there before is in NAME_ORIG.
# https://pyinstaller.org/en/stable/runtime-information.html#ld-library-path-libpath-considerations
_SEARCH_PATH = "LD_LIBRARY_PATH"
# What the loader tells another process of the same program.
_LOADERS_OWN = "_PYI_"


def give_back(environment: MutableMapping[str, str], folder: str) -> None:
    """Make the environment what it was before the loader, whose folder this is.

    `pulumi`, `ps` and a credential's own command inherit it, and have libraries of their own.
    """
    before = environment.pop(f"{_SEARCH_PATH}_ORIG", None)
    if before is not None:
        environment[_SEARCH_PATH] = before
    elif environment.get(_SEARCH_PATH) == folder:
        del environment[_SEARCH_PATH]
    for name in [name for name in environment if name.startswith(_LOADERS_OWN)]:
        del environment[name]


if __name__ == "__main__":
    give_back(os.environ, getattr(sys, "_MEIPASS", ""))

    from pulumi_google_tuning.plugin import main

    main()

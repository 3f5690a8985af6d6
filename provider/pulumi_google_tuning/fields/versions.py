"""The version of this package, and as Pulumi writes and compares it: https://semver.org."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

_PACKAGE: Final = "pulumi-google-tuning"
# https://packaging.python.org/en/latest/specifications/recording-installed-packages
_FOLDER: Final = re.compile(r"pulumi_google_tuning-(\d[^-]*)\.dist-info")

# https://packaging.python.org/en/latest/specifications/version-specifiers, as releases use them.
_PYTHONS: Final = re.compile(
    r"(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:(a|b|rc)(\d+))?(?:\.post\d+)?(?:\.dev(\d+))?(?:\+.*)?"
)
_WORDS: Final = {"a": "alpha", "b": "beta", "rc": "rc"}


def semantic(version: str) -> str:
    """Return a version of Python's form as a semantic one: `0.2.0rc1` is `0.2.0-rc.1`.

    What has neither form is returned as it is.
    """
    found = _PYTHONS.fullmatch(version)
    if found is None:
        return version
    major, minor, patch, word, number, dev = found.groups()
    parts = [*((_WORDS[word], number) if word else ()), *(("dev", dev) if dev else ())]
    base = f"{major}.{minor or 0}.{patch or 0}"
    return f"{base}-{'.'.join(parts)}" if parts else base


def installed_version(folders: Iterable[str] | None = None) -> str | None:
    """Return the version that is installed; None: a checkout that isn't.

    `folders`: where to look, as Python does in `sys.path`. importlib.metadata, which knows more
    places than these, takes a quarter of a short command's time to import.
    """
    for folder in sys.path if folders is None else folders:
        with suppress(OSError):  # no folder
            for one in Path(folder).iterdir():
                if found := _FOLDER.fullmatch(one.name):
                    return found[1]
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    try:
        return version(_PACKAGE)
    except PackageNotFoundError:
        return None

"""A version of this package as Pulumi writes and compares it: https://semver.org."""

from __future__ import annotations

import re
from typing import Final

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

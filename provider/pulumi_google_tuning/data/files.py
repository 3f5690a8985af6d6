"""A data file before it is read: whether it can be."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

_SOURCE_FACTOR: Final = 16
"""A file may be larger than the request it makes (escapes, white space), but not by far."""


def unreadable(path: str, max_request_bytes: int | None) -> str | None:
    """Return why a path names no file of training data."""
    if not path:
        return "the path is empty"
    try:
        path.encode()
        status = os.stat(path)  # noqa: PTH116 - Path drops what is odd in a string
    except FileNotFoundError:
        where = "" if os.path.isabs(path) else f" in {here()}"  # noqa: PTH117 - as above
        return f"no such file{where}"
    except OSError as error:
        return f"can't be read: {error.strerror} (from {here()})"
    except ValueError:  # a NUL character, half of a surrogate pair
        return "can't be a path"
    return _unsuitable(status, max_request_bytes)


def _unsuitable(status: os.stat_result, max_request_bytes: int | None) -> str | None:
    if stat.S_ISDIR(status.st_mode):
        return f"is a directory (from {here()}). Name a file in it"
    if not stat.S_ISREG(status.st_mode):
        return "isn't a regular file, and must be read more than once"
    if max_request_bytes is not None and status.st_size > _SOURCE_FACTOR * max_request_bytes:
        return (
            f"has {status.st_size / 2**20:,.0f} MB. Google accepts requests of at most "
            f"{max_request_bytes / 2**20:.0f} MB"
        )
    return None


def here() -> str:
    """Return the working directory, for a message."""
    try:
        return str(Path.cwd())
    except OSError:
        return "a working directory that no longer exists"

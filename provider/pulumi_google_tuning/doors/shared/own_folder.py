"""A folder of the user's own among everyone's temporary files.

Its name can be guessed, so anybody may have made it first, or a link in its place: it is used only
where it is a folder, belongs to the user and is closed to everyone else. What is removed from it
has our form, and no link is followed.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_MODE: Final = 0o700
_OTHERS: Final = 0o077
_WRITERS: Final = 0o022
_KEPT_SECONDS: Final = 2 * 86_400
_PAUSE_SECONDS: Final = 86_400
_SHORT_PAUSE_SECONDS: Final = 3_600
_MOST_A_SWEEP: Final = 500
_STAMP: Final = "next-sweep"
_FOLDER: Final = re.compile(r"[0-9]+-[0-9a-f]{12}")
_NOTE: Final = re.compile(r"(?:rows-[a-z-]+-[0-9]+-)?[0-9a-f]{64}")


def own_folder(above: Path | None = None) -> Path | None:
    """Return the user's folder, made where there is none; None where it isn't the user's alone."""
    if not hasattr(os, "getuid"):  # Windows, where the folder for temporary files is the user's own
        return _kept(Path(above or tempfile.gettempdir()) / "pulumi-google-tuning")
    return _kept(Path(above or tempfile.gettempdir()) / f"pulumi-google-tuning-{os.getuid()}")


def is_own(folder: Path) -> bool:
    """Return whether a path is a folder, not a link to one, that only the user can reach."""
    return _is_users(folder, _OTHERS)


def make_own(folder: Path) -> bool:
    """Make a folder, unless it is there; return whether it is the user's alone.

    One that others could only read is closed to them; where they could write, they may have.
    """
    with contextlib.suppress(OSError):
        folder.mkdir(mode=_MODE)
    if _is_users(folder, _WRITERS):
        with contextlib.suppress(OSError):
            folder.chmod(_MODE)
    return is_own(folder)


def forget_old(root: Path) -> None:
    """Remove the folders of notes that nobody has written to for two days.

    Once a day, and of thousands some hundreds an hour: each plugin begins with it. Two that do it
    at once find some of their work done.
    """
    stamp = root / _STAMP
    if time.time() < _due_at(stamp):
        return
    folders = list(_entries(root, _FOLDER))
    with contextlib.suppress(OSError):
        # Before the work, so that others who begin now leave it to this one.
        stamp.touch(mode=0o600)
        later = _PAUSE_SECONDS if len(folders) <= _MOST_A_SWEEP else _SHORT_PAUSE_SECONDS
        os.utime(stamp, (due := time.time() + later, due))
    # At random: those that are still needed never hide the others.
    for folder in random.sample(folders, min(len(folders), _MOST_A_SWEEP)):
        with contextlib.suppress(OSError):
            if not is_own(folder) or time.time() - folder.lstat().st_mtime <= _KEPT_SECONDS:
                continue
            for note in _entries(folder, _NOTE):
                note.unlink(missing_ok=True)
            folder.rmdir()  # which fails where anything else is in it


def _due_at(stamp: Path) -> float:
    """Return when to look again: the stamp's date, unless the clock was put back since."""
    try:
        due = stamp.lstat().st_mtime
    except OSError:
        return 0.0
    return due if due <= time.time() + _PAUSE_SECONDS else 0.0


def _is_users(folder: Path, closed_to: int) -> bool:
    """Return whether a folder is the user's, and closed to others in these bits of its mode."""
    try:
        seen = folder.lstat()
    except OSError:
        return False
    if not stat.S_ISDIR(seen.st_mode):
        return False
    return not hasattr(os, "getuid") or (
        seen.st_uid == os.getuid() and not seen.st_mode & closed_to
    )


def _kept(folder: Path) -> Path | None:
    return folder if make_own(folder) else None


def _entries(folder: Path, form: re.Pattern[str]) -> Iterator[Path]:
    with contextlib.suppress(OSError):
        yield from [entry for entry in folder.iterdir() if form.fullmatch(entry.name)]

"""``Range`` of a download: one range of bytes."""

from __future__ import annotations

import re

from google_tuning_emulator.storage.errors import StorageError

_FORM = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """Return the first byte and the one after the last, None to send all of ``size`` bytes.

    A header of another form is ignored, as HTTP asks for.

    Raises:
        StorageError: 416 for a range that begins after the end.

    """
    found = _FORM.fullmatch(header.strip())
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        begin, end = max(0, size - int(last)), size
    else:
        begin, end = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < begin:
            return None
    if begin >= size:
        raise StorageError(416, "The requested range cannot be satisfied.")
    return begin, end

"""How often a file is opened, by whoever opens it: inotify tells."""

from __future__ import annotations

import ctypes
import os
import select
import struct
import threading
from pathlib import Path
from typing import Final

from typing_extensions import Self

# https://man7.org/linux/man-pages/man7/inotify.7.html
_OPEN: Final = 0x20
_CLOSE: Final = 0x18
_EVENT: Final = struct.Struct("iIII")
_BUFFER: Final = 65_536
_LOOK_SECONDS: Final = 0.05


class Opens:
    """Counts the opens of a file while it is entered.

    The kernel joins an event with an equal one that wasn't read yet: of two processes that open the
    file in the same hundredth of a second, it may count one.
    """

    def __init__(self, file: Path) -> None:
        """Watch this file, which exists."""
        self.count = 0
        self.now = 0
        """By how many it is open at this moment."""
        self.first = threading.Event()
        self._file = file
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._inotify = -1

    def __enter__(self) -> Self:
        libc = ctypes.CDLL(None, use_errno=True)
        self._inotify = libc.inotify_init1(os.O_NONBLOCK)
        if libc.inotify_add_watch(self._inotify, os.fsencode(self._file), _OPEN | _CLOSE) < 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(self._file))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        os.close(self._inotify)

    def _look(self) -> None:
        while True:
            # What happened before the end is read after it.
            last = self._over.is_set()
            ready, _, _ = select.select([self._inotify], [], [], 0 if last else _LOOK_SECONDS)
            if ready:
                self._take(os.read(self._inotify, _BUFFER))
            elif last:
                return

    def _take(self, events: bytes) -> None:
        place = 0
        while place < len(events):
            _, mask, _, length = _EVENT.unpack_from(events, place)
            place += _EVENT.size + length
            if mask & _OPEN:
                self.count += 1
                self.now += 1
                self.first.set()
            elif mask & _CLOSE:
                self.now -= 1

"""Who waits while a file is read: Ctrl-C ends it, and the row shows how far it is."""

from __future__ import annotations

import atexit
import gc
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.sizes import describe_progress

_LOOK_BYTES: Final = 1 << 15
"""So often a cancel is looked for: some 30 rows."""
_TOLD_BYTES: Final = 16 << 20
"""A smaller file is read before anybody wonders."""
_PARTS: Final = 100
_TICK_SECONDS: Final = 0.1

T = TypeVar("T")


class ReadInterruptedError(GoogleTuningError):
    """Ctrl-C ended the reading of data, of which nothing was sent."""

    @classmethod
    def of(cls, label: str) -> ReadInterruptedError:
        """Return the error for a file, or what else data is called by."""
        return cls(f"{label}: interrupted while its rows were checked. Nothing of it was sent")


def _silent(_text: str) -> None:
    """Show nothing: nobody watches."""


@dataclass(frozen=True)
class Watch:
    """What a reader is told, and whom it tells: `progress` shows until the next one."""

    cancel: threading.Event = field(default_factory=threading.Event)
    progress: Callable[[str], None] = _silent

    def over(self, doing: str, label: str, size_bytes: int) -> Pass:
        """Begin to read so many bytes of what is called `label`, to do something with them."""
        return Pass(self, doing, label, size_bytes)


class Pass:
    """One pass over a file."""

    def __init__(self, watch: Watch, doing: str, label: str, size_bytes: int) -> None:
        self._watch = watch
        self._doing = doing
        self._label = label
        self._size = size_bytes
        # A line a percent, and of a smaller file fewer.
        self._step = max(size_bytes // _PARTS, _TOLD_BYTES // 2)
        self._tell_at = self._step if size_bytes >= _TOLD_BYTES else size_bytes + 1

    def reached(self, read_bytes: int) -> int:
        """Look for a cancel, and tell how far it is; return where to look again.

        Raises ReadInterruptedError.
        """
        if self._watch.cancel.is_set():
            raise ReadInterruptedError.of(self._label)
        if self._tell_at <= read_bytes <= self._size:
            self._watch.progress(describe_progress(self._doing, read_bytes, self._size))
            self._tell_at = read_bytes + self._step
        return read_bytes + _LOOK_BYTES

    def aside(self, read_bytes: int, work: Callable[[], T]) -> T:
        """Return what some work returns, and raise what it raises; a cancel leaves it alone.

        It is done in a thread of its own that keeps no process from ending. So long work needs no
        eye for a cancel, and much of it is a library's, or in C. Raises ReadInterruptedError.
        """
        # A small file, and each start of a command, would import it for nothing.
        from concurrent.futures import Future, wait  # noqa: PLC0415

        done: Future[T] = Future()

        def do() -> None:
            try:
                done.set_result(work())
            except BaseException as error:  # noqa: BLE001 - it is the one's who waits
                done.set_exception(error)

        self.reached(read_bytes)
        try:
            threading.Thread(target=do, name="aside", daemon=True).start()
        except RuntimeError:  # no thread can be started, or not any more
            return work()
        try:
            while not wait([done], _TICK_SECONDS).done:
                self.reached(read_bytes)
        except BaseException:
            # The end of the process would look for garbage among millions of values for seconds.
            atexit.register(gc.freeze)
            raise
        return done.result()

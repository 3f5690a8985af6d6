"""The sums of a whole file: its next piece is read while one is digested."""

from __future__ import annotations

import base64
import hashlib
import io
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import google_crc32c
import pytest

from pulumi_google_tuning.data.datasets.lines import Sums, sums_of
from pulumi_google_tuning.data.watch import Pass, ReadInterruptedError, Watch

MIB = 1 << 20
PATIENCE_SECONDS = 30


class Counted(io.BytesIO):
    """A stream that counts its reads; the one of this number fails."""

    def __init__(self, data: bytes, fails: int = 0) -> None:
        super().__init__(data)
        self.begun = 0
        self.reads = threading.Condition()
        self._fails = fails

    def read(self, size: int | None = -1, /) -> bytes:
        """Read the next piece."""
        with self.reads:
            self.begun += 1
            self.reads.notify_all()
            if self.begun == self._fails:
                raise OSError(5, "Input/output error")
        return super().read(size)


def test_the_next_piece_is_read_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """One piece ahead and no more, so two are in memory; the last read finds the end."""
    data = bytes(9 * MIB)
    stream = Counted(data)
    ahead: list[int] = []

    def digest(sums: Sums, piece: bytes) -> None:
        digested = len(ahead) + 1
        with stream.reads:
            assert stream.reads.wait_for(lambda: stream.begun > digested, PATIENCE_SECONDS)
            ahead.append(stream.begun - digested)
        plain(sums, piece)

    plain = Sums.digest
    monkeypatch.setattr(Sums, "digest", digest)
    size, sums = sums_of(stream, Watch().over("reading", "t.jsonl", len(data)))
    assert (size, sums.sha256()) == (len(data), hashlib.sha256(data).hexdigest())
    assert ahead == [1] * 9


@pytest.mark.parametrize("fails", [1, 2])
def test_without_a_thread(fails: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where none can be started, now or not any more, each byte is read once all the same."""
    submit, asked = ThreadPoolExecutor.submit, 0

    def refused(pool: ThreadPoolExecutor, *of: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked < fails:
            return submit(pool, *of)
        submit(pool, lambda: None)  # so that what comes later would find a thread
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(ThreadPoolExecutor, "submit", refused)
    data = hashlib.shake_128(b"rows").digest(4 * MIB + 5)
    size, sums = sums_of(io.BytesIO(data), Watch().over("reading", "t.jsonl", len(data)))
    assert (size, sums.sha256()) == (len(data), hashlib.sha256(data).hexdigest())
    assert asked == fails


def test_after_a_cancel_no_read_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    """So Ctrl-C waits for one read of a slow disk, and not for the one after it."""
    watch, cancelled_after = Watch(), 3
    is_waited_for, waits = threading.Event(), list[Any]()

    class Cancelling(Counted):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.begun == cancelled_after:
                assert is_waited_for.wait(PATIENCE_SECONDS)
                watch.cancel.set()
            return super().read(size)

    class Waited(Future[Any]):
        def result(self, timeout: float | None = None) -> Any:
            waits.append(self)
            if len(waits) == cancelled_after:  # for the read after these
                is_waited_for.set()
            return super().result(timeout)

    monkeypatch.setattr("concurrent.futures._base.Future", Waited)
    stream = Cancelling(bytes(64 * MIB))
    with pytest.raises(ReadInterruptedError):
        sums_of(stream, watch.over("reading", "t.jsonl", 64 * MIB))
    assert stream.begun == cancelled_after + 1


@pytest.mark.parametrize("size", [0, 1, MIB, 2 * MIB - 1, 2 * MIB, 2 * MIB + 1, 4 * MIB, 7 * MIB])
def test_the_sums_are_of_every_byte_in_order(size: int) -> None:
    """However large the last piece is; all that was read is told."""
    data = hashlib.shake_128(b"rows").digest(size)
    said: list[int] = []

    class Noted(Pass):
        def reached(self, read_bytes: int) -> int:
            said.append(read_bytes)
            return super().reached(read_bytes)

    read, sums = sums_of(io.BytesIO(data), Noted(Watch(), "reading", "t.jsonl", size))
    crc32c = base64.b64encode(google_crc32c.Checksum(data).digest()).decode()
    assert (read, sums.sha256(), sums.crc32c()) == (size, hashlib.sha256(data).hexdigest(), crc32c)
    assert (said[0], said[-1], said) == (0, size, sorted(said))


def test_a_cancel_ends_it_within_a_piece() -> None:
    """Of a large file at most the piece is read that was being read, and no thread stays."""
    watch = Watch()
    stream = Counted(bytes(64 * MIB))

    class Cancelled(Pass):
        def reached(self, read_bytes: int) -> int:
            if read_bytes:
                watch.cancel.set()
            return super().reached(read_bytes)

    before = threading.active_count()
    with pytest.raises(ReadInterruptedError):
        sums_of(stream, Cancelled(watch, "reading", "t.jsonl", 64 * MIB))
    assert stream.begun <= 2
    assert threading.active_count() == before


@pytest.mark.parametrize("fails", [1, 2, 3])
def test_a_read_that_fails_is_the_error(fails: int) -> None:
    """A disk's error comes out as it is, whichever thread met it."""
    stream = Counted(bytes(9 * MIB), fails)
    with pytest.raises(OSError, match="Input/output error"):
        sums_of(stream, Watch().over("reading", "t.jsonl", 9 * MIB))
    assert stream.begun == fails

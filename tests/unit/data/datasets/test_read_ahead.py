"""The sums of a whole file: its next piece is read while one is digested."""

from __future__ import annotations

import base64
import hashlib
import io
import threading

import google_crc32c
import pytest

from pulumi_google_tuning.data.datasets.lines import sums_of
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


class Waiting(Pass):
    """Counts the pieces that were digested, and waits until a read of the next one has begun."""

    def __init__(self, stream: Counted, size: int) -> None:
        super().__init__(Watch(), "reading", "t.jsonl", size)
        self.ahead: list[int] = []
        self._stream = stream
        self._size_bytes = size

    def reached(self, read_bytes: int) -> int:
        """Note how many pieces more than the digested ones were read, or are being read."""
        if read_bytes:
            digested = len(self.ahead) + 1
            with self._stream.reads:
                assert self._stream.reads.wait_for(
                    lambda: self._stream.begun > digested, PATIENCE_SECONDS
                )
                self.ahead.append(self._stream.begun - digested)
        return super().reached(read_bytes)


def test_the_next_piece_is_read_meanwhile() -> None:
    """One piece ahead and no more, so two are in memory; the last read finds the end."""
    data = bytes(9 * MIB)
    stream = Counted(data)
    watched = Waiting(stream, len(data))
    size, sums = sums_of(stream, watched)
    assert (size, sums.sha256()) == (len(data), hashlib.sha256(data).hexdigest())
    assert len(watched.ahead) > 1
    assert set(watched.ahead) == {1}


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

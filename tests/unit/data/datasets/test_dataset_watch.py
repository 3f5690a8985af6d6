"""Who waits while a dataset is checked: Ctrl-C ends it, and the row shows how far it is."""

from __future__ import annotations

import io
import json
import threading
from pathlib import Path

import pytest

from pulumi_google_tuning.data.datasets.lines import Lines
from pulumi_google_tuning.data.datasets.scan import scan
from pulumi_google_tuning.data.watch import ReadInterruptedError, Watch

LOOKS = 1 << 16
ROW = {
    "contents": [
        {"role": "user", "parts": [{"text": "a"}]},
        {"role": "model", "parts": [{"text": "b" * 900}]},
    ]
}
LINE = f"{json.dumps(ROW)}\n".encode()


def test_a_cancel_ends_it_within_some_rows() -> None:
    """Of a file of a thousand rows few are read after the cancel."""
    watch = Watch()
    lines = Lines(io.BytesIO(LINE * 1000), 10_000, watch.over("checking", "t.jsonl", 0))
    blocks = iter(lines)
    while lines.number < 100:
        next(blocks)
    before = lines.number
    watch.cancel.set()
    with pytest.raises(ReadInterruptedError, match=r"t\.jsonl: interrupted"):
        list(blocks)
    assert lines.number <= before + LOOKS / len(LINE) + 1


def test_a_cancel_ends_a_line_without_end() -> None:
    """So it does where the file is one line, which is read in pieces."""
    watch = Watch()

    class Cancelling(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            watch.cancel.set()
            return b"x" * (size or 0)

    lines = Lines(Cancelling(), 10, watch.over("checking", "t.jsonl", 0))
    with pytest.raises(ReadInterruptedError):
        next(iter(lines))


def test_a_file_is_not_begun_after_a_cancel(tmp_path: Path) -> None:
    """Nothing is sent of it, which the sentence says; and no row of it is told."""
    file = tmp_path / "train.jsonl"
    file.write_bytes(LINE)
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(ReadInterruptedError) as caught:
        scan(file, watch=Watch(cancelled))
    assert str(caught.value) == (
        f"{file}: interrupted while its rows were checked. Nothing of it was sent"
    )


@pytest.mark.parametrize(("size", "most"), [(1_000_000, 0), (20_000_000, 2), (2_000_000_000, 99)])
def test_a_line_a_percent_at_most(size: int, most: int) -> None:
    """A row tells as often as an upload does, of a smaller file less, of a small one never."""
    said: list[str] = []
    reading = Watch(progress=said.append).over("checking", "t.jsonl", size)
    reached = 0
    while reached < size:
        reached = min(reading.reached(reached), size)
    reading.reached(size)
    assert len(said) == most
    assert not said or said[-1].startswith("checking ")


def test_a_file_that_grows_tells_no_more_than_all() -> None:
    """What is read beyond the size that the file had is no progress."""
    said: list[str] = []
    reading = Watch(progress=said.append).over("checking", "t.jsonl", 20_000_000)
    reading.reached(30_000_000)
    assert said == []

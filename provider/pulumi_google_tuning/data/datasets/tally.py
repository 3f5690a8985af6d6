"""What is counted of the rows of a dataset: in one piece, or in pieces that are added up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn
from zlib import crc32

from pulumi_google_tuning.data.datasets.quick.judge import Judge
from pulumi_google_tuning.data.datasets.row_text import count_row, count_texts
from pulumi_google_tuning.data.datasets.rows import DatasetSchema
from pulumi_google_tuning.data.datasets.tokens import TokenCount
from pulumi_google_tuning.data.sketch import Sketch
from pulumi_google_tuning.data.statistics import Statistics

# Of rows whose JSON waits to be counted together, which takes half of the time.
_MOST_HELD_BYTES: Final = 1 << 16


@dataclass
class Tally:
    """What is counted of good rows."""

    rows: int = 0
    multimodal: int = 0
    """Rows with anything but text."""
    sketch: Sketch = field(default_factory=Sketch)
    tokens: TokenCount = field(default_factory=TokenCount)
    statistics: Statistics | None = None

    def count(
        self,
        lines: Iterable[bytes | int],
        schema: DatasetSchema,
        judge: Judge,
        refuse: Callable[[int, bytes | int], None],
        after: int = 0,
    ) -> None:
        """Judge and count each line, the first of which follows so many; `refuse` bad ones."""
        multimodal = characters = refused = 0
        number = after
        as_json: list[Any] = []
        held_bytes = 0
        # Two checksums make a hash of 64 bits. Python's own differs between processes.
        add, tokens, statistics = self.sketch.add, self.tokens, self.statistics
        for number, line in enumerate(lines, after + 1):
            row = None if isinstance(line, int) else judge(line)
            if isinstance(line, int) or row is None:
                refused += 1
                refuse(number, line)
                continue
            key = line.rstrip(b"\r\n")
            checksum = add(key)
            if isinstance(row, tuple):
                characters += row[0]
                if (more := row[-1]) is not None:
                    multimodal += more.is_multimodal
                    more.add_to(tokens)
                    if more.json:
                        as_json += more.json
                        held_bytes += len(line)
                if held_bytes > _MOST_HELD_BYTES:
                    tokens.add_json(as_json)
                    as_json, held_bytes = [], 0
                if statistics is not None:
                    count_texts(statistics, number, row, crc32(key) << 32 | checksum)
                continue
            multimodal += schema.is_multimodal(row, line)
            tokens.add(row, schema.turns)
            if statistics is not None:
                count_row(statistics, number, row, crc32(key) << 32 | checksum, schema.turns)
        tokens.characters += characters
        tokens.add_json(as_json)
        self.multimodal += multimodal
        self.rows += number - after - refused

    def add(self, later: Tally) -> None:
        """Add what was counted of rows that follow these, which are good ones alone."""
        if self.statistics is not None and later.statistics is not None:
            self.statistics.add_later(later.statistics, self.rows)
        self.rows += later.rows
        self.multimodal += later.multimodal
        self.sketch.add_all(later.sketch)
        self.tokens.add_all(later.tokens)


def tally_of(
    lines: Iterable[bytes], schema: DatasetSchema, judge: Judge, *, statistics: bool
) -> Tally | None:
    """Return what is counted of some lines; None where one of them is bad."""
    found = Tally(statistics=Statistics() if statistics else None)
    try:
        found.count(lines, schema, judge, _refuse)
    except _BadRowError:
        return None
    return found


class _BadRowError(Exception):
    """One is enough: the rows are read again, by who finds words."""


def _refuse(_number: int, _line: bytes | int) -> NoReturn:
    raise _BadRowError

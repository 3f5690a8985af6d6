"""What is counted of the rows of a dataset: in one piece, or in pieces that are added up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NoReturn
from zlib import crc32

from pulumi_google_tuning.data.datasets.lines import Block
from pulumi_google_tuning.data.datasets.long_rows import LONG_BYTES
from pulumi_google_tuning.data.datasets.quick.judge import Judge
from pulumi_google_tuning.data.datasets.row_text import count_row, count_texts
from pulumi_google_tuning.data.datasets.rows import DatasetSchema
from pulumi_google_tuning.data.datasets.tokens import TokenCount
from pulumi_google_tuning.data.sketch import Sketch
from pulumi_google_tuning.data.statistics import Statistics

Aside = Callable[[Callable[[], list[bytes]]], list[bytes]]
"""Does some work, and returns what it returns; it may raise before the work is done."""


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
        blocks: Iterable[Block],
        schema: DatasetSchema,
        judge: Judge,
        refuse: Callable[[int, bytes | int], None],
        after: int = 0,
        aside: Aside | None = None,
    ) -> None:
        """Judge and count each line, the first of which follows so many; `refuse` bad ones.

        What takes long is done `aside`, where somebody may want to end it.
        """
        for block in blocks:
            if isinstance(block, int):
                after += 1
                refuse(after, block)
                continue
            count = partial(self._count, block, schema, judge, refuse, after)
            # Only the last line of a block may be long.
            good = aside(count) if aside and len(block[-1]) > LONG_BYTES else count()
            after += len(block)
            self.rows += len(good)
            self.sketch.add_rows(good)

    def _count(
        self,
        lines: list[bytes],
        schema: DatasetSchema,
        judge: Judge,
        refuse: Callable[[int, bytes | int], None],
        after: int,
    ) -> list[bytes]:
        """Count some lines; return those that are good, without what ends them."""
        tokens, statistics = self.tokens, self.statistics
        good: list[bytes] = []
        # What the model sees as JSON is counted together, which takes half of the time.
        as_json: list[Any] = []
        characters = 0
        for number, line in enumerate(lines, after + 1):
            row = judge(line)
            if row is None:
                refuse(number, line)
                continue
            content = line.rstrip(b"\r\n")
            good.append(content)
            if isinstance(row, tuple):
                characters += row[0]
                if (more := row[-1]) is not None:
                    self.multimodal += more.is_multimodal
                    more.add_to(tokens)
                    as_json += more.json
                if statistics is not None:
                    count_texts(statistics, number, row, self._hash_of(content))
                continue
            self.multimodal += schema.is_multimodal(row, line)
            tokens.add(row, schema.turns)
            if statistics is not None:
                count_row(statistics, number, row, self._hash_of(content), schema.turns)
        tokens.characters += characters
        tokens.add_json(as_json)
        return good

    def _hash_of(self, content: bytes) -> int:
        """Return 64 bits by two checksums: Python's own hash differs between processes."""
        return crc32(content) << 32 | self.sketch.checksum(content)

    def add(self, later: Tally) -> None:
        """Add what was counted of rows that follow these, which are good ones alone."""
        if self.statistics is not None and later.statistics is not None:
            self.statistics.add_later(later.statistics, self.rows)
        self.rows += later.rows
        self.multimodal += later.multimodal
        self.sketch.add_all(later.sketch)
        self.tokens.add_all(later.tokens)


def tally_of(
    blocks: Iterable[Block],
    schema: DatasetSchema,
    judge: Judge,
    *,
    statistics: bool,
    aside: Aside | None = None,
) -> Tally | None:
    """Return what is counted of lines; None where one of them is bad."""
    found = Tally(statistics=Statistics() if statistics else None)
    try:
        found.count(blocks, schema, judge, _refuse, aside=aside)
    except _BadRowError:
        return None
    return found


class _BadRowError(Exception):
    """One is enough: the rows are read again, by who finds words."""


def _refuse(_number: int, _line: bytes | int) -> NoReturn:
    raise _BadRowError

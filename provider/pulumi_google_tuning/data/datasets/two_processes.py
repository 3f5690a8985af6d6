"""The check of a large file by two processes, as long as all of its rows are good.

The file is read here, piece by piece, and its digest made here. A piece goes to the worker when
that has time, else it is checked here. So nobody waits for the worker: what it never answers is
checked here as well. What was counted is added in the order of the pieces. The first piece with a
bad row ends it, and one process checks from that piece's start on: words, numbers of rows and
limits are its own.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, Final

from pulumi_google_tuning.data.datasets.lines import Lines, blocks_of
from pulumi_google_tuning.data.datasets.quick.judge import Judge
from pulumi_google_tuning.data.datasets.rows import DatasetSchema
from pulumi_google_tuning.data.datasets.split import Split
from pulumi_google_tuning.data.datasets.tally import Tally, tally_of
from pulumi_google_tuning.data.datasets.worker import Worker
from pulumi_google_tuning.data.watch import Pass

_MOST_GIVEN: Final = 2
"""One that the worker checks, and one that waits for it."""
_MOST_HELD: Final = 8
_MOST_HELD_BYTES: Final = 16 << 20
"""Of pieces that are longer than they should be, since their lines are."""


@dataclass
class _Piece:
    data: bytes
    done: bool = False
    found: Tally | None = None

    def end(self, found: Tally | None) -> int:
        """Take what was counted; return how many bytes more are done."""
        fresh = 0 if self.done else len(self.data)
        self.done, self.found = True, found
        return fresh


def count_good_pieces(
    stream: BinaryIO,
    lines: Lines,
    tally: Tally,
    schema: DatasetSchema,
    judge: Judge,
    watched: Pass,
    split: Split,
) -> None:
    """Count the pieces of a file before the first that isn't good; `lines` begin after them.

    Raises ReadInterruptedError.
    """
    source = _pieces(stream, split.piece_bytes, schema.limits["lineBytes"])
    held: deque[_Piece] = deque()  # what isn't added yet
    given: deque[_Piece] = deque()  # what the worker hasn't answered
    statistics = tally.statistics is not None
    done_bytes = 0
    with contextlib.closing(Worker(schema.format, statistics=statistics)) as worker:
        while True:
            while worker.answers:
                piece, found = given.popleft(), worker.answers.popleft()
                done_bytes += piece.end(found)
            while held and held[0].done:
                piece = held.popleft()
                if piece.found is None:
                    break
                lines.skip(piece.data, piece.found.rows)
                tally.add(piece.found)
            else:
                fresh = next(source, None) if _has_room(held) else None
                if fresh is not None:
                    held.append(fresh)
                    if worker.ready and len(given) < _MOST_GIVEN:
                        worker.give(fresh.data)
                        given.append(fresh)
                        continue
                elif not held:
                    break
                # Nothing is left to read, or too much is held: what was given last comes last.
                piece = next(one for one in reversed(held) if not one.done)
                blocks = blocks_of(piece.data, watched, done_bytes)
                aside = partial(watched.aside, done_bytes)
                found = tally_of(blocks, schema, judge, statistics=statistics, aside=aside)
                done_bytes += piece.end(found)
                continue
            break
    stream.seek(lines.size_bytes)


def _has_room(held: deque[_Piece]) -> bool:
    return len(held) < _MOST_HELD and sum(len(one.data) for one in held) < _MOST_HELD_BYTES


def _pieces(stream: BinaryIO, size: int, most: int) -> Iterator[_Piece]:
    """Yield pieces of whole lines, until one may have a line that is too long."""
    while data := stream.read(size):
        data += stream.readline(most + 1)
        if len(data) > most:
            return
        yield _Piece(data)

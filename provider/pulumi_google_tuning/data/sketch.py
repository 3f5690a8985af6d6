"""A sketch of a dataset: how many rows two sets differ in, though neither is available now.

The state holds no example, a CI runner has no copy of the last run's file, and Google never shows
what a model was trained on. So the state holds, beside the digest, a table of sums of row hashes
(an invertible Bloom lookup table: Goodrich and Mitzenmacher, arXiv:1101.2245). The difference of
two tables of the same size gives back the hashes of the rows that differ, as long as they are few,
whatever the size of the sets. A small set's row hashes are kept as they are: that is shorter, and
tells any difference to another small set. No row can be read out of either.
"""

from __future__ import annotations

import base64
import operator
import struct
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

KEY: Final = "__sketch"
"""Its key beside the digest: `__` is what the engine hides in a diff, at any depth."""
EARLIER_KEY: Final = "sketch"
"""What an earlier version called it."""
# Users' states hold both: neither form can change without a new mark. 1 and 2 were of other hashes.
_TABLE: Final = b"\x03"
_ROWS: Final = b"\x04"
# More rows than this take more room than a table does.
_MOST_ROWS: Final = 60
_ROW: Final = struct.Struct("<Q")
_CELLS_A_TABLE: Final = 16
_CELLS: Final = 3 * _CELLS_A_TABLE
_PLACES: Final = _CELLS_A_TABLE**3
# Sums are modulo primes, so that a sum of equal keys gives the key back.
_PRIME: Final = 2**61 - 1
_CHECK_PRIME: Final = 65521
_HALF_BITS: Final = 30
_HALF: Final = 2**_HALF_BITS - 1
_CELL: Final = struct.Struct("<iQH")
# 2**64 by the golden ratio, made odd: it spreads over all bits what differs in few.
_ODD: Final = 0x9E3779B97F4A7C15
_WORD: Final = 2**64 - 1


@dataclass(frozen=True)
class Difference:
    """Rows that only the new set has, that only the old one had, and that have another output."""

    added: int
    removed: int
    changed: int

    @property
    def none(self) -> bool:
        """Return whether both have the same rows, in whatever order."""
        return not (self.added or self.removed or self.changed)


class Sketch:
    """A sketch that rows are added to."""

    def __init__(self) -> None:
        """Begin without rows. A cell has their number, their keys' sum and their check sum.

        ``rows`` are the keys themselves, None once they are too many.
        """
        # A checksum is as good here as a digest, and takes a tenth of its time.
        self.checksum: Callable[[bytes], int] = import_module("google_crc32c").value
        self._nothing = self.checksum(b"") & _HALF
        self._together: tuple[list[int], ...] | None = None
        self.rows: list[int] | None = []
        self.counts = [0] * _CELLS
        self.keys = [0] * _CELLS
        self.checks = [0] * _CELLS

    def add(self, given: bytes, wanted: bytes = b"") -> None:
        """Add a row: what the model is given, and what it answers."""
        low = self.checksum(wanted) & _HALF if wanted else self._nothing
        self.add_key((self.checksum(given) & _HALF) << _HALF_BITS | low)

    def add_rows(self, rows: Sequence[bytes]) -> None:
        """Add rows of which everything is given. Many take half the time that `add` takes."""
        if self.rows is not None:
            for row in rows:
                self.add(row)
            return
        checksum, nothing = self.checksum, self._nothing
        if self._together is None:
            self._together = tuple([0] * _PLACES for _ in range(3))
        counts, keys, checks = self._together
        for given in map(checksum, rows):
            # As `_place` finds it; all three cells are one number here, and told apart once.
            key = (given & _HALF) << _HALF_BITS | nothing
            bits = checksum((key * _ODD & _WORD).to_bytes(8, "little"))
            place = bits & _PLACES - 1
            counts[place] += 1
            keys[place] += key
            checks[place] += bits >> 16

    def _settle(self) -> None:
        """Bring into the cells what was added together."""
        if self._together is not None:
            for sums, together in zip(self._sums, self._together, strict=True):
                sums[:] = map(operator.add, sums, _by_cell(together))
            self._together = None

    @property
    def _sums(self) -> tuple[list[int], list[int], list[int]]:
        return self.counts, self.keys, self.checks

    def __getstate__(self) -> dict[str, Any]:
        """Return what goes to another process."""
        self._settle()
        return self.__dict__

    def add_all(self, other: Sketch) -> None:
        """Add the rows of another sketch."""
        other._settle()
        for sums, more in zip(self._sums, other._sums, strict=True):
            sums[:] = map(operator.add, sums, more)
        rows = None if self.rows is None or other.rows is None else self.rows + other.rows
        self.rows = rows if rows is not None and len(rows) <= _MOST_ROWS else None

    def add_key(self, key: int) -> None:
        """Add a row by its key: the upper half is the input's, the lower half the output's.

        The sums are reduced once, where they are written.
        """
        (first, second, third), check = self._place(key)
        counts, keys, checks = self.counts, self.keys, self.checks
        counts[first] += 1
        counts[second] += 1
        counts[third] += 1
        keys[first] += key
        keys[second] += key
        keys[third] += key
        checks[first] += check
        checks[second] += check
        checks[third] += check
        if self.rows is not None:
            self.rows.append(key)
            self.rows = self.rows if len(self.rows) <= _MOST_ROWS else None

    def text(self) -> str:
        """Return the sketch as text for the state: at most 900 characters for a set of any size."""
        if self.rows is not None:
            rows = b"".join(map(_ROW.pack, sorted(self.rows)))
            return base64.b64encode(_ROWS + rows).decode()
        self._settle()
        cells = b"".join(
            _CELL.pack(count, key % _PRIME, check % _CHECK_PRIME)
            for count, key, check in zip(self.counts, self.keys, self.checks, strict=True)
        )
        return base64.b64encode(_TABLE + cells).decode()

    def put(self, key: int, times: int) -> None:
        """Add a key so often; a negative number takes it away."""
        cells, check = self._place(key)
        for cell in cells:
            self.counts[cell] += times
            self.keys[cell] = (self.keys[cell] + times * key) % _PRIME
            self.checks[cell] = (self.checks[cell] + times * check) % _CHECK_PRIME

    def pure(self) -> Iterator[tuple[int, int]]:
        """Yield a key that is alone in its cell, and how often it is there, until none is left."""
        found = True
        while found:
            found = False
            for cell in range(_CELLS):
                times = self.counts[cell]
                if times == 0:
                    continue
                key = self.keys[cell] * pow(times, -1, _PRIME) % _PRIME
                cells, check = self._place(key)
                if cell in cells and self.checks[cell] == times * check % _CHECK_PRIME:
                    yield key, times
                    found = True

    def _place(self, key: int) -> tuple[tuple[int, int, int], int]:
        """Return a key's cell in each of the three tables, and its check sum.

        The product mixes the bits in one way, the checksum in another. Each alone is linear in its
        way, and then sums of keys would pass for a key.
        """
        bits = self.checksum((key * _ODD & _WORD).to_bytes(8, "little"))
        last = _CELLS_A_TABLE - 1
        cells = (
            bits & last,
            _CELLS_A_TABLE + (bits >> 4 & last),
            2 * _CELLS_A_TABLE + (bits >> 8 & last),
        )
        return cells, bits >> 16

    @property
    def empty(self) -> bool:
        """Return whether nothing is left in it."""
        return not (any(self.counts) or any(self.keys) or any(self.checks))


def sketch_in(data: Mapping[str, Any]) -> Any:
    """Return the sketch that stored data has, also where an earlier version stored it."""
    return data.get(KEY, data.get(EARLIER_KEY))


def in_todays_form(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return stored data with its sketch under today's key."""
    return {KEY if key == EARLIER_KEY else key: value for key, value in data.items()}


def difference(old: str | None, new: str | None) -> Difference | None:
    """Compare two sketches' texts; None where one is missing, or too much differs to tell."""
    before, after = _read(old), _read(new)
    if before is None or after is None:
        return None
    if before.rows is not None and after.rows is not None:
        moved = Counter(after.rows)
        moved.subtract(before.rows)
        return _counted(moved)
    left = Sketch()
    for cell in range(_CELLS):
        left.counts[cell] = after.counts[cell] - before.counts[cell]
        left.keys[cell] = (after.keys[cell] - before.keys[cell]) % _PRIME
        left.checks[cell] = (after.checks[cell] - before.checks[cell]) % _CHECK_PRIME
    rows: Counter[int] = Counter()
    for seen, (key, times) in enumerate(left.pure()):
        left.put(key, -times)
        rows[key] += times
        if seen > _CELLS:  # more than it can hold: a false key has gone round in circles
            return None
    return _counted(rows) if left.empty else None


def _by_cell(places: list[int]) -> list[int]:
    """Return the sums by cell of what was summed up by all three cells of a row."""
    a_table = _CELLS_A_TABLE
    pairs = [sum(places[at : at + a_table]) for at in range(0, _PLACES, a_table)]
    return [
        *(sum(places[cell::a_table]) for cell in range(a_table)),
        *(sum(pairs[cell::a_table]) for cell in range(a_table)),
        *(sum(pairs[at : at + a_table]) for at in range(0, len(pairs), a_table)),
    ]


def _counted(rows: Counter[int]) -> Difference:
    """Count; a row that went and one that came with the same input are one row, changed."""
    added: Counter[int] = Counter()
    removed: Counter[int] = Counter()
    for key, times in rows.items():
        if times:
            (added if times > 0 else removed)[key >> _HALF_BITS] += abs(times)
    changed = (added & removed).total()
    return Difference(added.total() - changed, removed.total() - changed, changed)


def _read(text: str | None) -> Sketch | None:
    try:
        data = base64.b64decode(text or "", validate=True)
    except ValueError:
        return None
    mark, values = data[:1], data[1:]
    sketch = Sketch()
    if mark == _ROWS and len(values) % _ROW.size == 0 and len(values) <= _MOST_ROWS * _ROW.size:
        for (key,) in _ROW.iter_unpack(values):
            sketch.add_key(key)
        return sketch
    if mark == _TABLE and len(values) == _CELLS * _CELL.size:
        sketch.rows = None
        for place, cell in enumerate(_CELL.iter_unpack(values)):
            sketch.counts[place], sketch.keys[place], sketch.checks[place] = cell
        return sketch
    return None

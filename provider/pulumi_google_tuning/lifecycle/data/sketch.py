"""A sketch of a data set: how many rows two sets differ in, though neither is at hand any more.

The state holds no example, a CI runner has no copy of the last run's file, and Google never shows
what a model was trained on. So the state holds, beside the digest, a table of sums of row hashes
(an invertible Bloom lookup table: Goodrich and Mitzenmacher, arXiv:1101.2245). The difference of
two tables of the same size gives back the hashes of the rows that differ, as long as they are few,
whatever the size of the sets; no row can be read out of it.
"""

from __future__ import annotations

import base64
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

# Stands in users' states: it can't change without a new mark.
_VERSION: Final = b"\x01"
_CELLS_A_TABLE: Final = 16
_CELLS: Final = 3 * _CELLS_A_TABLE
# Sums are modulo primes, so that a sum of equal keys gives the key back.
_PRIME: Final = 2**61 - 1
_CHECK_PRIME: Final = 65521
_HALF_BITS: Final = 30
_HALF: Final = 2**_HALF_BITS - 1
_CELL: Final = struct.Struct("<iQH")


@dataclass(frozen=True)
class Difference:
    """Rows that only the new set has, that only the old one had, and that have another output."""

    added: int
    removed: int
    changed: int

    @property
    def none(self) -> bool:
        """Whether both have the same rows, in whatever order."""
        return not (self.added or self.removed or self.changed)


class Sketch:
    """A sketch that rows are added to."""

    def __init__(self) -> None:
        """Begin without rows. A cell has their number, their keys' sum and their check sum."""
        self.counts = [0] * _CELLS
        self.keys = [0] * _CELLS
        self.checks = [0] * _CELLS

    def add(self, given: bytes, wanted: bytes = b"") -> None:
        """Add a row: what the model is given, and what it should answer."""
        self.put(_key(given, wanted), 1)

    def text(self) -> str:
        """Give the sketch as text for the state: some 900 characters for a set of any size."""
        cells = b"".join(
            _CELL.pack(*cell) for cell in zip(self.counts, self.keys, self.checks, strict=True)
        )
        return base64.b64encode(_VERSION + cells).decode()

    def put(self, key: int, times: int) -> None:
        """Add a key so often; a negative number takes it away."""
        cells, check = _place(key)
        for cell in cells:
            self.counts[cell] += times
            self.keys[cell] = (self.keys[cell] + times * key) % _PRIME
            self.checks[cell] = (self.checks[cell] + times * check) % _CHECK_PRIME

    def pure(self) -> Iterator[tuple[int, int]]:
        """Give a key that is alone in its cell, and how often it is there, until none is left."""
        found = True
        while found:
            found = False
            for cell in range(_CELLS):
                times = self.counts[cell]
                if times == 0:
                    continue
                key = self.keys[cell] * pow(times, -1, _PRIME) % _PRIME
                cells, check = _place(key)
                if cell in cells and self.checks[cell] == times * check % _CHECK_PRIME:
                    yield key, times
                    found = True

    @property
    def empty(self) -> bool:
        """Whether nothing is left in it."""
        return not (any(self.counts) or any(self.keys) or any(self.checks))


def difference(old: str | None, new: str | None) -> Difference | None:
    """Compare two sketches' texts; None where one is missing, or too much differs to tell."""
    before, after = _read(old), _read(new)
    if before is None or after is None:
        return None
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


def _counted(rows: Counter[int]) -> Difference:
    """Count; a row that went and one that came with the same input are one row, changed."""
    added: Counter[int] = Counter()
    removed: Counter[int] = Counter()
    for key, times in rows.items():
        (added if times > 0 else removed)[key >> _HALF_BITS] += abs(times)
    changed = (added & removed).total()
    return Difference(added.total() - changed, removed.total() - changed, changed)


def _read(text: str | None) -> Sketch | None:
    try:
        data = base64.b64decode(text or "", validate=True)
    except ValueError:
        return None
    if len(data) != len(_VERSION) + _CELLS * _CELL.size or not data.startswith(_VERSION):
        return None
    sketch = Sketch()
    for cell, values in enumerate(_CELL.iter_unpack(data[len(_VERSION) :])):
        sketch.counts[cell], sketch.keys[cell], sketch.checks[cell] = values
    return sketch


def _key(given: bytes, wanted: bytes) -> int:
    """Make a key: the upper half is the input's, the lower half the output's."""
    return (_hash(given) & _HALF) << _HALF_BITS | (_hash(wanted) & _HALF)


def _hash(data: bytes) -> int:
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")


def _place(key: int) -> tuple[tuple[int, int, int], int]:
    """Give a key's cell in each of the three tables, and its check sum."""
    mixed = blake2b(key.to_bytes(8, "little"), digest_size=5, person=b"sketch").digest()
    size = _CELLS_A_TABLE
    cells = (mixed[0] % size, size + mixed[1] % size, 2 * size + mixed[2] % size)
    return cells, int.from_bytes(mixed[3:], "little") % _CHECK_PRIME

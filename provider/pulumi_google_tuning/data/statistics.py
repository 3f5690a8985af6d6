"""Figures of training data: sizes, repeats and balance, gathered row by row in little memory."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

_MOST_LABELS: Final = 50
_LABEL_CHARS: Final = 100
_BUCKETS: Final = 256
_64_BITS: Final = (1 << 64) - 1


@dataclass
class Statistics:
    """What is counted of data, for a person to look at.

    Feed it with `add`; every count is of characters (Unicode code points), not of tokens.
    """

    rows: int = 0
    input_chars: int = 0
    output_chars: int = 0
    longest_chars: int = 0
    """Input and output of the longest row."""
    longest_line: int = 0
    """The line of the longest row, from 1; 0 while there is no row."""
    multimodal_rows: int = 0
    """Rows with a file or with data in base64, whose size isn't counted."""
    _labels: Counter[str] | None = field(default_factory=Counter, repr=False)
    _hashes: list[array[int]] = field(
        default_factory=lambda: [array("Q") for _ in range(_BUCKETS)], repr=False
    )

    def add(self, line: int, input_chars: int, output: str, hashed: int) -> None:
        """Count a row: its line, the length of its input, its output, and its hash of 64 bits."""
        self.rows += 1
        self.input_chars += input_chars
        self.output_chars += len(output)
        if input_chars + len(output) > self.longest_chars or not self.longest_line:
            self.longest_chars, self.longest_line = input_chars + len(output), line
        # Eight bytes a row: two different rows among ten million share a hash once in 300,000 runs.
        self._hashes[hashed % _BUCKETS].append(hashed)
        if self._labels is not None:
            self._labels[output] += 1
            if len(self._labels) > _MOST_LABELS or len(output) > _LABEL_CHARS:
                self._labels = None

    def add_pair(self, line: int, text_input: str, output: str) -> None:
        """Count a row of a TunedModel's training data."""
        hashed = hash(f"{len(text_input)}:{text_input}{output}") & _64_BITS
        self.add(line, len(text_input), output, hashed)

    def add_later(self, other: Statistics, after: int) -> None:
        """Add what was counted of rows that follow so many lines."""
        self.rows += other.rows
        self.input_chars += other.input_chars
        self.output_chars += other.output_chars
        self.multimodal_rows += other.multimodal_rows
        if other.longest_chars > self.longest_chars or not self.longest_line:
            self.longest_chars = other.longest_chars
            self.longest_line = after + other.longest_line
        for hashes, more in zip(self._hashes, other._hashes, strict=True):
            hashes.extend(more)
        if self._labels is not None and other._labels is not None:
            self._labels.update(other._labels)
        if other._labels is None or len(self._labels or ()) > _MOST_LABELS:
            self._labels = None

    @property
    def duplicates(self) -> int:
        """Return the number of rows that are equal to an earlier one."""
        return sum(len(bucket) - len(set(bucket)) for bucket in self._hashes)

    @property
    def labels(self) -> dict[str, int] | None:
        """Return the outputs and how often each appears, the most frequent first.

        None when they aren't labels: more than 50 different ones, a long one, or no two alike.
        """
        if self._labels is None or not self._labels or len(self._labels) == self.rows > 1:
            return None
        return dict(self._labels.most_common())

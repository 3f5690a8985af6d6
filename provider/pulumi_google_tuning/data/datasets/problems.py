"""What is wrong with a dataset: the first bad rows in words, the others counted."""

from __future__ import annotations

from collections.abc import Iterable

from pulumi_google_tuning.data.problems import MOST_LISTED, DataError
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.foreign import one_line


class DatasetError(DataError):
    """A dataset that can't be used: its first problems, and how many bad rows follow them."""

    bad_rows: int
    """Rows with something wrong, all of them."""

    def __init__(self, problems: Iterable[str], *, bad_rows: int = 0, more: int = 0) -> None:
        self.problems = [one_line(problem) for problem in problems]
        self.bad_rows = bad_rows
        tail = []
        if more:
            rows = "row" if more == 1 else "rows"
            tail = [f"and {more:,} more bad {rows} ({bad_rows:,} in all)"]
        # Not DataError's own: it counts what it holds, and here most is only counted.
        GoogleTuningError.__init__(self, "\n".join([*self.problems, *tail]))


class Problems:
    """The problems of a dataset: the first twenty, however many there are."""

    def __init__(self) -> None:
        self._held: list[str] = []
        self._rows = 0
        self._unlisted_rows = 0

    @property
    def full(self) -> bool:
        """Return whether another row's problems would only be counted."""
        return len(self._held) >= MOST_LISTED

    def add(self, problem: str) -> None:
        """Add a problem of the dataset as a whole: it is always held."""
        self._held.append(problem)

    def lead(self, problems: Iterable[str]) -> None:
        """Put what concerns the file as a whole before its rows."""
        self._held = [*problems, *self._held][:MOST_LISTED]

    def add_row(self, where: str, problems: Iterable[str]) -> None:
        """Count a bad row, and hold its problems as long as there is room."""
        self._rows += 1
        if self.full:
            self._unlisted_rows += 1
            return
        room = MOST_LISTED - len(self._held)
        self._held += [f"{where}: {problem}" for problem in problems][:room]

    def check(self) -> None:
        """Raise DatasetError when there were any."""
        if self._held:
            raise DatasetError(self._held, bad_rows=self._rows, more=self._unlisted_rows)

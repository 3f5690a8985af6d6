"""What is wrong with training data: the first problems in words, the others counted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.foreign import one_line

MOST_LISTED: Final = 20


class DataError(GoogleTuningError):
    """Training data that can't be used; every problem, each with its file and line.

    A problem isn't a `Failure`: it is a whole sentence about a place in a file
    (`train.jsonl:7: output is required`). What is wrong with one key of a row is a `Failure`, and
    becomes a problem as soon as the row's place is put in front of it.
    """

    problems: list[str]

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = [one_line(problem) for problem in problems]
        lines = self.problems[:MOST_LISTED]
        if len(self.problems) > MOST_LISTED:
            lines.append(f"and {len(self.problems) - MOST_LISTED:,} more")
        super().__init__("\n".join(lines))

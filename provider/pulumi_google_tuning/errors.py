"""The one base of this package's errors: every one of them is a sentence for a person."""

from __future__ import annotations


class GoogleTuningError(Exception):
    """The base of all: `str()` is one sentence that says what failed and what to do next."""

    @property
    def brief(self) -> str:
        """What failed, without what to do next: for a call that goes on by itself."""
        return str(self)

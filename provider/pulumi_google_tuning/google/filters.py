"""Which list filters Google honours, as far as a session has seen: little is documented."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from pulumi_google_tuning.google.recent_lists import RecentLists
from pulumi_google_tuning.google.shared_lists import SharedLists


@dataclass
class FilterSupport:
    """The filter forms that Google rejected or ignored, and those that were seen to filter.

    That one form works doesn't mean that another does. `lists` are the look-ups that callers of a
    moment share, `recent` the pages that many reads of a moment share.
    """

    refused: set[str] = field(default_factory=set)
    honoured: set[str] = field(default_factory=set)
    lists: SharedLists = field(default_factory=SharedLists)
    recent: RecentLists = field(default_factory=RecentLists)

    def is_open(self, form: str) -> bool:
        """Return whether nothing is known of a form yet."""
        return form not in self.refused and form not in self.honoured

    def judge(
        self, form: str, found: Collection[str], wanted: Collection[str], others: Collection[str]
    ) -> None:
        """Learn from a trial: a form filters where it found what it should and nothing else.

        `wanted` is what it had to find, `others` what it had to leave out; both must be there, or
        the trial proves nothing.
        """
        if not wanted or not others:
            return
        filters = set(wanted) <= set(found) and not set(others) & set(found)
        (self.honoured if filters else self.refused).add(form)

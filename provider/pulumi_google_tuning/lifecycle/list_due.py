"""When a list of whole objects is due: it shows the progress of all who wait at once."""

from __future__ import annotations

from typing import Final

from pulumi_google_tuning.lifecycle.poll_costs import Costs
from pulumi_google_tuning.lifecycle.watch import Watch

# The engine asks for fewer at a time, unless the command says more.
_MANY: Final = 20
# Between two creates of one run pass some hundredths of a second.
_JUST_BEGUN_SECONDS: Final = 1.0
_LONGEST_UNSEEN_SECONDS: Final = 10.0


def is_list_due(costs: Costs, watches: list[Watch]) -> bool:
    """Return whether to list whole objects now, by what that costs.

    While many trainings begin, what comes next shares the processor with what is shown: progress
    waits, so that the last one begins sooner.
    """
    if _are_many_beginning(watches, costs.clock()):
        return False
    waiting = len({watch.key for watch in watches})
    return costs.prefers_list(waiting) and costs.is_covered(costs.extra_of_list())


def _are_many_beginning(watches: list[Watch], now: float) -> bool:
    if len(watches) <= _MANY or any(watch.is_owed for watch in watches):
        return False
    begun = now - max(watch.since for watch in watches)
    unseen = now - min(watch.asked_at for watch in watches)
    return begun < _JUST_BEGUN_SECONDS and unseen < _LONGEST_UNSEEN_SECONDS

"""How a tuning job moves: its states, its counters and the time stamps that Google shows.

v1 shows no counter while a job runs: there the time that it has run is all that is known. Where
there are counters, Google dates the states and not the steps: then nobody knows how long a job had
not moved before a run looked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.instants import seconds_of
from pulumi_google_tuning.lifecycle.moving import Movement, Moving

QUEUED: Final = ("JOB_STATE_QUEUED", "JOB_STATE_PENDING")
_IN_LINE: Final = ("TUNING_JOB_STATE_WAITING_FOR_QUOTA", "TUNING_JOB_STATE_WAITING_FOR_CAPACITY")
_STAMPS: Final = ("createTime", "startTime", "updateTime")
_COUNTERS: Final = ("completedEpochCount", "completedStepCount")


def is_queued(obj: Mapping[str, Any]) -> bool:
    """Return whether Google hasn't begun a job."""
    return obj.get("state") in QUEUED


class JobMovement(Moving):
    """How a tuning job moves."""

    def movement(self, obj: Mapping[str, Any], values: Mapping[str, Any]) -> Movement:
        """Return how the job moves; while it waits for its turn it can't stand still."""
        del values
        finer = tolerant.text(obj.get("tuningJobState"))
        counters = [tolerant.whole(tolerant.at(obj, "tuningJobMetadata", one)) for one in _COUNTERS]
        stamps = [seconds_of(obj.get(one)) for one in _STAMPS]
        dated = [] if finer or any(one is not None for one in counters) else stamps
        return Movement(
            mark=(tolerant.text(obj.get("state")), finer, *counters, *stamps),
            noun="step" if counters[-1] is not None else "change",
            last=max((stamp for stamp in dated if stamp is not None), default=None),
            in_line=is_queued(obj) or finer in _IN_LINE,
        )

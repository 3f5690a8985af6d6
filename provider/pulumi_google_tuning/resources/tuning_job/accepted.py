"""Whether the program takes a job that Google calls a success."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_google_tuning.fields.numbers import number_of
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase
from pulumi_google_tuning.lifecycle.accepting import Accepted
from pulumi_google_tuning.resources.tuning_job import dropped
from pulumi_google_tuning.resources.tuning_job.progress import phase_of


class JobAccepted(Accepted):
    """Whether a job that succeeded lost more rows than the program takes."""

    def refusal(self, obj: Mapping[str, Any], inputs: Mapping[str, Any]) -> str | None:
        """Return that more rows were left out than `maxDroppedRows`."""
        most = number_of(inputs.get("maxDroppedRows"))
        if most is None or phase_of(obj) is not Phase.READY or dropped.count(obj) <= most:
            return None
        return (
            f"{dropped.told(obj)}, but maxDroppedRows is {most}. The trained model is kept. "
            "Raise maxDroppedRows to accept it, or correct the rows, which trains again"
        )

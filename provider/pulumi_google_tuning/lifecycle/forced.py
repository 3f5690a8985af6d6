"""A replacement that no diff has asked for: `--replace`, a taint, or an option that replaces.

The engine asks nobody about it: it checks the resource as a new one, and has it created. It trains
again and deletes what is there, so whatever denies the one or the other denies this.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle.abilities.found import Trained
from pulumi_google_tuning.lifecycle.call import Call
from pulumi_google_tuning.lifecycle.denied import denial
from pulumi_google_tuning.lifecycle.diff import may_stand_beside
from pulumi_google_tuning.lifecycle.holding import Holding
from pulumi_google_tuning.lifecycle.kind import Kind


class Forced:
    """The forced replacement behind a check or a create of a resource."""

    def __init__(self, kind: Kind, call: Call, inputs: Mapping[str, Any], config: Config) -> None:
        self._kind = kind
        self._call = call
        self._trains = isinstance(kind, Trained)
        self._inputs = inputs
        self._config = config
        self.row = Holding(kind, call).replaced_row()
        """What is replaced; None: this is none."""

    @property
    def summary(self) -> str:
        """Say it in words."""
        replaced = self.row.id if self.row else ""
        if not self._trains:
            return f"is a forced replacement of {replaced}"
        return f"trains again: its replacement is forced, replaces {replaced}"

    @property
    def condition(self) -> str | None:
        """What its option has to be, where no class of ours sets it; None: any will do."""
        if not self._call.any_language or may_stand_beside(self._kind, self._inputs):
            return None
        return (
            f"The old {self._kind.noun} has to be deleted first. Unless its options have "
            f"`deleteBeforeReplace: true`, add that"
        )

    def refusal(self) -> str | None:
        """Return why it is refused; None: it isn't one, or is allowed."""
        keys = ("retrain", "delete") if self._trains else ("delete",)
        denials = (denial(key, self._inputs, self._config) for key in keys)
        found = next((one for one in denials if one), None)
        if self.row is None or found is None:
            return None
        who, way = found
        options = "`replaceOnChanges`, `replacementTrigger`, `replaceWith`"
        if not self._call.any_language:
            options = "`replace_on_changes`, `replacement_trigger`, `replace_with`"
        return (
            f"{who} is deny, and this {self.summary}. Remove what forces it (`--replace`, "
            f"{options}, or a taint: `pulumi state untaint`), or {way}"
        )

"""What trains right now, of any kind of resource that trains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from pulumi_google_tuning.lifecycle.abilities import Phase

if TYPE_CHECKING:
    from pulumi_google_tuning.resources.entry import Trainings

_DELETED = "deleted while it trained"
_ENDED = {Phase.READY: "ready", Phase.FAILED: "failed", Phase.WORKING: "training"}


@dataclass(frozen=True)
class Training:
    """A training as it stands: `text` is `step 19/38 50% loss 0.73`, percent from 0 to 100."""

    name: str
    title: str
    phase: Phase
    text: str
    percent: float | None = None


class Source(Protocol):
    """One API's trainings."""

    def look(self) -> dict[str, Training]:
        """List every training there is, ended ones too, by name."""
        ...

    def ended(self, training: Training) -> Training:
        """Read a training that has ended, or is no longer listed: how it ended.

        A list may lag, so only a read says that something is gone.
        """
        ...


class OfKind:
    """The trainings of one kind, in the kind's own words."""

    def __init__(self, trainings: Trainings) -> None:
        self._trainings = trainings

    def look(self) -> dict[str, Training]:
        """List them, with one request a page."""
        listed = self._trainings.listed()
        return {name: self._training(name, obj) for name, obj in listed.items()}

    def ended(self, training: Training) -> Training:
        """Read it, and of a failed one Google's words."""
        obj = self._trainings.read(training.name)
        if obj is None:
            return replace(training, phase=Phase.FAILED, text=_DELETED)
        now = self._training(training.name, obj)
        if now.phase is not Phase.FAILED:
            return now
        return replace(now, text=f"failed: {self._trainings.failure(training.name, obj)}")

    def _training(self, name: str, obj: Mapping[str, Any]) -> Training:
        progress = self._trainings.progress(name, obj)
        text = progress.text or _ENDED[progress.phase]
        return Training(name, self._trainings.title(obj), progress.phase, text, progress.percent)

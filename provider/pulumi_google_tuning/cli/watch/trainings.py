"""The running trainings, of any kind of resource that trains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from pulumi_google_tuning.cli.shared.rows import same
from pulumi_google_tuning.cli.shared.text import about
from pulumi_google_tuning.google.errors import ConfigError
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase

if TYPE_CHECKING:
    from pulumi_google_tuning.resources.entry import Trainings

_DELETED = "deleted during training"
_ENDED = {Phase.READY: "ready", Phase.FAILED: "failed", Phase.WORKING: "training"}


@dataclass(frozen=True)
class Training:
    """A training's progress: `text` is `step 19/38 50% loss 0.73`, percent from 0 to 100.

    left: the seconds that it still takes; None where nothing tells them.
    """

    name: str
    title: str
    phase: Phase
    text: str
    percent: float | None = None
    left: float | None = None

    @property
    def told(self) -> str:
        """Return the text, with the time that is left."""
        return self.text if self.left is None else f"{self.text}, about {about(self.left)} left"


class Source(Protocol):
    """One API's trainings."""

    shows_ended: bool
    """Whether those are shown, too, that had ended before the first look."""

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

    shows_ended = False

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


class OfNames:
    """Those trainings of a source that somebody has named, ended ones too."""

    shows_ended = True

    def __init__(self, source: Source, names: Sequence[str]) -> None:
        self._source = source
        self._names = names
        self._ended: dict[str, Training] = {}

    def look(self) -> dict[str, Training]:
        """Look at them. Raises ConfigError for one that isn't there at the first look."""
        listed = list(self._source.look().values()) if len(self._ended) < len(self._names) else []
        return {name: self._one(name, listed) for name in self._names}

    def ended(self, training: Training) -> Training:
        """Read one that has ended."""
        return self._source.ended(training)

    def _one(self, name: str, listed: Sequence[Training]) -> Training:
        if name in self._ended:
            return self._ended[name]
        found = next((one for one in listed if same(one.name, name)), None)
        if found is not None and found.phase is Phase.WORKING:
            return replace(found, name=name)
        # Elsewhere, ended, or listed late: a read tells.
        now = self._source.ended(found or Training(name, "", Phase.WORKING, ""))
        if found is None and now.text == _DELETED:
            raise ConfigError(f"{name} isn't there: check the name, the project and the location")
        if now.phase is not Phase.WORKING:
            self._ended[name] = replace(now, name=name)
        return replace(now, name=name)

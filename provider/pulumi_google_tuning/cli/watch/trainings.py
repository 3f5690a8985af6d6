"""What trains right now, read with few requests: one list an API and look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from pulumi_google_tuning.cli.operations import of_model
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.google import vertex
from pulumi_google_tuning.lifecycle.kind import Phase, Progress
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind
from pulumi_google_tuning.resources.tuning_job import progress as _tuning_job_progress

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

_PERCENT = 100.0
_DELETED = "deleted while it trained"


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


class OfTunedModels:
    """The Gemini API's; a model doesn't show how many steps it will take, its operation does."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._kind = TunedModelKind()
        self._totals: dict[str, int | None] = {}

    def look(self) -> dict[str, Training]:
        """List the tuned models; of a new training, its operation is read once."""
        listed = self._kind.list_all(self._session, {})
        return {name: self._read(name, model) for name, model in listed.items()}

    def ended(self, training: Training) -> Training:
        """Read the model, and of a failed one its operation's words."""
        model = self._kind.get(self._session, training.name, {})
        if model is None:
            return replace(training, phase=Phase.FAILED, text=_DELETED)
        now = self._read(training.name, model)
        if now.phase is not Phase.FAILED:
            return now
        return replace(now, text=f"failed: {self._kind.failure(self._session, training.name, {})}")

    def _read(self, name: str, model: Mapping[str, Any]) -> Training:
        progress = self._kind.progress(model, {})
        title = str(model.get("displayName", ""))
        training = Training(name, title, progress.phase, _text(progress), progress.percent)
        taken = (model.get("tuningTask") or {}).get("snapshots") or []
        total = self._total(name) if progress.phase is Phase.WORKING else None
        if not total or not taken:
            return training
        step = int(taken[-1].get("step", 0))
        percent = min(_PERCENT, _PERCENT * step / total)
        said = training.text.removeprefix(f"step {step}")
        return replace(training, text=f"step {step}/{total} {percent:.0f}%{said}", percent=percent)

    def _total(self, name: str) -> int | None:
        if name not in self._totals:
            try:
                found = [one.get("metadata") or {} for one in of_model(self._session, name)]
            except GoogleTuningError:
                found = []  # it only completes the row
            totals = [int(metadata["totalSteps"]) for metadata in found if "totalSteps" in metadata]
            self._totals[name] = totals[-1] if totals else None
        return self._totals[name]


class OfTuningJobs:
    """Vertex AI's, at one location."""

    _VERSION = "v1beta1"  # which tells more of a job than v1, of the same jobs

    def __init__(self, session: Session) -> None:
        """Take the session's place; raises ConfigError where no project is known."""
        self._session = session
        self._url = f"{vertex.parent_of(session, {})}/tuningJobs"

    def look(self) -> dict[str, Training]:
        """List the jobs, those that ended long ago too: Google keeps them for ever."""
        listed = vertex.pages(self._session, self._VERSION, self._url, "tuningJobs")
        return {str(job["name"]): self._read(job) for job in listed}

    def ended(self, training: Training) -> Training:
        """Read the job."""
        job = vertex.read(self._session, self._VERSION, training.name)
        if job is None:
            return replace(training, phase=Phase.FAILED, text=_DELETED)
        now = self._read(job)
        if now.phase is not Phase.FAILED:
            return now
        return replace(now, text=f"failed: {_tuning_job_progress.failure(job)}")

    def _read(self, job: Mapping[str, Any]) -> Training:
        progress = _tuning_job_progress.progress(job, {})
        title = str(job.get("tunedModelDisplayName", ""))
        return Training(str(job["name"]), title, progress.phase, _text(progress), progress.percent)


def _text(progress: Progress) -> str:
    ended = {Phase.READY: "ready", Phase.FAILED: "failed", Phase.WORKING: "training"}
    return progress.text or ended[progress.phase]

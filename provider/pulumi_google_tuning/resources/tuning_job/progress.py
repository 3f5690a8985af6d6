"""A tuning job's progress in words: its states, its epochs, and how it ended.

Source: JobState and TuningJobState of the discovery documents (aiplatform v1, v1beta1).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.foreign import one_line
from pulumi_google_tuning.google import vertex
from pulumi_google_tuning.google.errors.said import google_said
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase, Progress, WaitedFor
from pulumi_google_tuning.lifecycle.results import ready
from pulumi_google_tuning.resources.tuning_job import dropped, queue
from pulumi_google_tuning.resources.tuning_job.lines import line_of_example
from pulumi_google_tuning.resources.tuning_job.spec import setting

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

SUCCEEDED: Final = "JOB_STATE_SUCCEEDED"
PARTIALLY_SUCCEEDED: Final = "JOB_STATE_PARTIALLY_SUCCEEDED"
FAILED: Final = "JOB_STATE_FAILED"
CANCELLED: Final = "JOB_STATE_CANCELLED"
EXPIRED: Final = "JOB_STATE_EXPIRED"
CANCELLING: Final = "JOB_STATE_CANCELLING"
_RUNNING: Final = "JOB_STATE_RUNNING"

_PHASES: Final = {
    SUCCEEDED: Phase.READY,
    PARTIALLY_SUCCEEDED: Phase.READY,
    FAILED: Phase.FAILED,
    CANCELLED: Phase.FAILED,
    EXPIRED: Phase.FAILED,
}
_WORDS: Final = {
    "JOB_STATE_QUEUED": "queued",
    "JOB_STATE_PENDING": "pending: Google prepares the job",
    CANCELLING: "being cancelled",
    "JOB_STATE_PAUSED": "paused",
    "JOB_STATE_UPDATING": "being updated",
}
# v1beta1 alone tells these apart, while the job runs.
_FINER_WORDS: Final = {
    "TUNING_JOB_STATE_WAITING_FOR_QUOTA": "waiting for quota",
    "TUNING_JOB_STATE_PROCESSING_DATASET": "processing data",
    "TUNING_JOB_STATE_WAITING_FOR_CAPACITY": "waiting for capacity",
    "TUNING_JOB_STATE_POST_PROCESSING": "deploying",
}
_DEPLOYING: Final = "TUNING_JOB_STATE_POST_PROCESSING"
_UPLOADED: Final = re.compile(r"tuned model (is|was) uploaded", re.IGNORECASE)
_INTERNAL: Final = re.compile(r"internal error", re.IGNORECASE)


class JobProgress(WaitedFor):
    """A tuning job's progress, read from the job's own states."""

    def progress(self, obj: Mapping[str, Any], values: Mapping[str, Any]) -> Progress:
        """Return how far a job is; `values` has the spec where the server's object hasn't."""
        state = str(obj.get("state"))
        phase = phase_of(obj)
        if phase is not Phase.WORKING:
            unserved = trained_but_not_served(obj)
            if unserved:
                return Progress(phase, "trained; Google created no endpoint")
            return Progress(phase, _result(obj, values) if phase is Phase.READY else "")
        if queue.is_in_queue(obj):
            return Progress(phase, queue.words(obj))
        if state in _WORDS:
            return Progress(phase, _WORDS[state])
        if state != _RUNNING:
            return Progress(phase, "waiting to be accepted")
        return _running(obj, values)

    def is_told_by_list(self, obj: Mapping[str, Any]) -> bool:
        """Return whether a job waits in the queue: a list tells its place."""
        return queue.is_in_queue(obj)

    def phase(self, obj: Mapping[str, Any]) -> Phase:
        """Read the phase from the state."""
        return phase_of(obj)

    def failure(self, session: Session, object_id: str, values: Mapping[str, Any]) -> str:
        """Return how a job ended that made no model, in Google's words where there are some."""
        job = vertex.read(session, vertex.version_of(values), object_id) or {}
        # Google shows the account late, and not in every answer.
        account = job.get("serviceAccount") or values.get("serviceAccount")
        by_timeout = values.get("onTimeout") == "cancel"
        return failure({**job, "serviceAccount": account}, by_timeout=by_timeout)

    def warning_when_ready(self, obj: Mapping[str, Any]) -> str | None:
        """Return which rows were left out, and what a success in part leaves to check."""
        lost = dropped.told(obj)
        if obj.get("state") != PARTIALLY_SUCCEEDED:
            return lost or None
        said = tolerant.text_at(obj, "error", "message")
        reason = f": {google_said(obj['error'])}{line_of_example(obj)}" if said else ""
        part = (
            f"the training succeeded only in part{reason}. The model can be used, but check "
            "it first"
        )
        return f"{part}; {lost}" if lost else part

    def note_when_ready(self, obj: Mapping[str, Any]) -> str | None:
        """Return where the weights of an open model are, which no endpoint answers with."""
        uri = tolerant.text(obj.get("outputUri"))
        if uri is None or tolerant.text_at(obj, "tunedModel", "endpoint"):
            return None
        return f"its weights are in {one_line(uri)}; Google creates no endpoint for an open model"


def ended(obj: Mapping[str, Any]) -> bool:
    """Return whether a job's state is a last one."""
    return phase_of(obj) is not Phase.WORKING


def trained_but_not_served(obj: Mapping[str, Any]) -> bool:
    """Return whether a job calls itself failed whose training is done, paid, and its model there.

    Recorded: `Failed to create endpoint. Tuned model is uploaded and can be accessed through Model
    Registry.`, code 13, and the job names the model. Others that failed may name one too.
    """
    said = tolerant.text_at(obj, "error", "message") or ""
    named = tolerant.text_at(obj, "tunedModel", "model")
    return bool(obj.get("state") == FAILED and named and _UPLOADED.search(said))


def phase_of(obj: Mapping[str, Any]) -> Phase:
    """Read the state; of one that isn't known here, the job's end, its error and its model tell."""
    state = str(obj.get("state"))
    if trained_but_not_served(obj):
        return Phase.READY
    if state in _PHASES:
        return _PHASES[state]
    if state in _WORDS or state == _RUNNING or not obj.get("endTime"):
        return Phase.WORKING
    made = tolerant.text_at(obj, "tunedModel", "model") and not obj.get("error")
    return Phase.READY if made else Phase.FAILED


def _result(obj: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """Return what came of it: `ready: 94 steps, 3 epochs, 12 min`."""
    counts = ((_total_steps(obj, values), "step"), (_total_epochs(obj, values), "epoch"))
    facts = [f"{count} {noun if count == 1 else f'{noun}s'}" for count, noun in counts if count]
    return ready(facts, obj.get("startTime"), obj.get("endTime"))


def _running(obj: Mapping[str, Any], values: Mapping[str, Any]) -> Progress:
    finer = str(obj.get("tuningJobState"))
    percent = _percent(obj, values)
    if finer in _FINER_WORDS:
        return Progress(
            Phase.WORKING, _FINER_WORDS[finer], 100.0 if finer == _DEPLOYING else percent
        )
    epochs, steps = _epochs(obj, values), _steps(obj, values)
    position = " ".join(part for part in (epochs, steps) if part)
    return Progress(Phase.WORKING, f"tuning: {position}" if position else "tuning", percent)


def _epochs(obj: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """Return the epoch in progress: the one after those that are done."""
    done, total = _done(obj, "completedEpochCount"), _total_epochs(obj, values)
    if done is None:
        return f"{total} {'epoch' if total == 1 else 'epochs'}" if total else ""
    current = min(done + 1, total) if total else done + 1
    return f"epoch {current}/{total}" if total else f"epoch {current}"


def _steps(obj: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    done, total = _done(obj, "completedStepCount"), _total_steps(obj, values)
    if done is None:
        return f"{total} {'step' if total == 1 else 'steps'}" if total else ""
    return f"step {done}/{total}" if total else f"step {done}"


def _percent(obj: Mapping[str, Any], values: Mapping[str, Any]) -> float | None:
    for done, total in (
        (_done(obj, "completedStepCount"), _total_steps(obj, values)),
        (_done(obj, "completedEpochCount"), _total_epochs(obj, values)),
    ):
        if done is not None and total:
            return min(100.0, 100 * done / total)
    return None


def _done(obj: Mapping[str, Any], name: str) -> int | None:
    done = tolerant.whole(tolerant.at(obj, "tuningJobMetadata", name))
    return done if done is not None and done >= 0 else None


def _total_epochs(obj: Mapping[str, Any], values: Mapping[str, Any]) -> int | None:
    return _setting(obj, "epochCount") or _setting(values, "epochCount")


def _total_steps(obj: Mapping[str, Any], values: Mapping[str, Any]) -> int | None:
    steps = _setting(obj, "stepCount") or _setting(values, "stepCount")
    if steps:
        return steps
    stats = tolerant.mapping(obj.get("tuningDataStats"))
    distilled = tolerant.at(stats, "distillationDataStats", "trainingDatasetStats")
    found = [distilled, *stats.values()]
    counts = [tolerant.positive(tolerant.at(part, "tuningStepCount")) for part in found]
    return next((count for count in counts if count), None)


def _setting(values: Mapping[str, Any], name: str) -> int | None:
    return tolerant.positive(setting(values, name))


def failure(obj: Mapping[str, Any], *, by_timeout: bool = False) -> str:
    """Return how a job ended that made no model, in Google's words where there are some.

    by_timeout: whether this stack may have cancelled it, since its timeouts do.
    """
    reason = google_said(obj.get("error")) + line_of_example(obj) + _roles_of_account(obj)
    how = {
        CANCELLED: "it was cancelled, by onTimeout, a destroy, or outside this stack"
        if by_timeout
        else "it was cancelled, by an interrupted destroy or outside this stack",
        EXPIRED: "it expired before it finished",
    }.get(str(obj.get("state")))
    return f"{how}; {reason}" if how else reason


def _roles_of_account(obj: Mapping[str, Any]) -> str:
    """Return what an error that says nothing mostly means for a job with an account of its own.

    Source: https://docs.cloud.google.com/vertex-ai/generative-ai/docs/models/tune_gemini/
    preference-tuning; the error was recorded 70 to 80 s after such a create.
    """
    account = tolerant.text(obj.get("serviceAccount"))
    if not account or not _INTERNAL.search(tolerant.text_at(obj, "error", "message") or ""):
        return ""
    return (
        f"; with a service account, the usual cause is a missing role. {one_line(account)} "
        "needs roles/aiplatform.tuningServiceAgent on the project and read access to the "
        "data's bucket. Vertex AI's tuning service agent needs "
        "roles/iam.serviceAccountTokenCreator on that account. To check all of them, run "
        "`google-tuning doctor --service-account EMAIL --bucket NAME`"
    )

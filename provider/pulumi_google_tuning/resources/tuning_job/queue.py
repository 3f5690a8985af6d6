"""How many jobs Google runs at once, and the place of one that waits for its turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pulumi_google_tuning.fields.catalogue import catalogue
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.lifecycle.abilities.foretold import Notice
from pulumi_google_tuning.lifecycle.in_turn import InTurn

if TYPE_CHECKING:
    from pulumi_google_tuning.google.config import Config
    from pulumi_google_tuning.lifecycle.call import Call

# No field of Google's has a $.
PLACE: Final = "$place"


class JobQueue(InTurn):
    """Jobs wait for each other."""

    def queue_notices(self, inputs: Mapping[str, Any], config: Config, call: Call) -> list[Notice]:
        """Tell that a run starts more jobs of a project than its quota runs at once."""
        project = inputs.get("project") or config.project
        count = call.run.note_start(project if isinstance(project, str) else "", call.urn)
        default = catalogue().quota("concurrentJobs")
        most = int(config.concurrent_jobs or default.value)
        if count <= most:
            return []
        jobs = "1 tuning job" if most == 1 else f"{most} tuning jobs"
        more = f"this run starts more than {jobs} of a project"
        if config.concurrent_jobs:
            why = "google-tuning:concurrentJobs is how many Google runs at once"
        else:
            why = (
                "Google runs no more at once, over all models and regions "
                f"({default.where()}). If your quota was raised, run `pulumi config set "
                "google-tuning:concurrentJobs N`"
            )
        return [Notice(f"{more}, so the rest will wait in Google's queue: {why}", warns=False)]


def is_in_queue(job: Mapping[str, Any]) -> bool:
    """Return whether a job waits until others are done; PENDING means that Google prepares it."""
    return job.get("state") == "JOB_STATE_QUEUED"


def placed(jobs: Iterable[Json]) -> list[Json]:
    """Return the jobs of a list, those in the queue with their place: `(2, 3)` is 2nd of 3.

    Lists begin with the newest: what a list of a hundred doesn't show is no job that still waits.
    """
    found = list(jobs)
    waiting = sorted(filter(is_in_queue, found), key=lambda job: str(job.get("createTime", "")))
    places = {id(job): number for number, job in enumerate(waiting, 1)}
    return [
        {**job, PLACE: (places[id(job)], len(waiting))} if id(job) in places else job
        for job in found
    ]


def words(job: Mapping[str, Any]) -> str:
    """Return that a job is in the queue, with its place where a list has told it."""
    place = job.get(PLACE)
    if not isinstance(place, tuple):
        return "queued"
    return f"queued: place {place[0]} of {place[1]} in this project's queue here"

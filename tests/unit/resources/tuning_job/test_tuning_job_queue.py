"""Jobs that wait for each other: told before they are sent, and with their place on the row."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import fake_vertex as fake
from support.fake_vertex import FakeVertex

from pulumi_google_tuning.fields.catalogue import catalogue
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle.call import Call
from pulumi_google_tuning.lifecycle.polling import Pace, Poller
from pulumi_google_tuning.lifecycle.run import Run
from pulumi_google_tuning.lifecycle.watch import Watch
from pulumi_google_tuning.resources.tuning_job import lookup, queue
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

QUEUED = "JOB_STATE_QUEUED"
MORE = (
    "this run starts more than 1 tuning job of a project, so the rest will wait in Google's queue: "
    "Google runs no more at once, over all models and regions ({where}). If your quota was "
    "raised, run `pulumi config set google-tuning:concurrentJobs N`"
)
ODD_JOBS = st.dictionaries(
    st.sampled_from(["state", "createTime", "name"]),
    st.none() | st.just(QUEUED) | st.floats() | st.text(),
    max_size=3,
)


def notices(config: Config, *projects: str | None, names: str = "abc") -> list[list[str]]:
    """Return what each of several new jobs of one run says."""
    run, kind = Run(), TuningJobKind()
    return [
        [
            one.text
            for one in kind.queue_notices(
                {"project": project} if project else {}, config, Call(urn=f"u::t::{name}", run=run)
            )
        ]
        for name, project in zip(names, projects, strict=True)
    ]


def test_more_jobs_than_googles_default_are_told_with_the_source() -> None:
    """Each says the same, so that it stands once in a run; one job alone says nothing."""
    first, second, third = notices(Config(project="p"), None, None, None)
    assert first == []
    assert second == third
    where = catalogue().quota("concurrentJobs").where()
    assert second == [MORE.format(where=where)]


def test_a_quota_that_was_raised() -> None:
    """The configuration says how many run at once."""
    *quiet, (said,) = notices(Config(project="p", concurrent_jobs=2.0), None, None, None)
    assert quiet == [[], []]
    assert said.startswith("this run starts more than 2 tuning jobs of a project")
    assert "google-tuning:concurrentJobs is how many" in said


def test_each_project_has_a_quota_and_a_job_counts_once() -> None:
    """A replacement is checked twice; other projects' jobs wait for nobody here."""
    assert notices(Config(project="p"), None, "q", None, names="aaa") == [[], [], []]
    assert notices(Config(project="p"), "q", "r", "s") == [[], [], []]


def job(number: int, state: str = QUEUED) -> dict[str, Any]:
    """Return a job of ours; the higher its number, the later it was made."""
    return {
        "name": f"{fake.SERVED}/tuningJobs/{number}",
        "labels": {lookup.LABEL: f"n-{number}"},
        "state": state,
        "createTime": f"2026-11-28T10:00:0{number}Z",
    }


def row(obj: dict[str, Any]) -> str:
    """Return what the row says of a job."""
    return TuningJobKind().progress(obj, {}).text


def test_the_place_is_among_those_that_wait() -> None:
    """By creation time, strangers' jobs included; of one that was only read, none is known."""
    api = FakeVertex(job(4), job(3), job(2, "JOB_STATE_PENDING"), job(1, "JOB_STATE_RUNNING"))
    first, later = job(3)["name"], job(4)["name"]
    listed = TuningJobKind().list_watched(api, {}, {later})
    assert row(listed[later]) == "queued: place 2 of 2 in this project's queue here"
    assert row(listed[first]) == "queued: place 1 of 2 in this project's queue here"
    assert row(job(3)) == "queued"
    assert row(job(2, "JOB_STATE_PENDING")) == "pending: Google prepares the job"
    assert len(api.sent) == 1


def test_one_who_queues_is_listed_instead_of_read() -> None:
    """A poll is one request all the same: the list takes the read's place."""
    asked: list[str] = []

    def fetch(key: str) -> dict[str, Any]:
        asked.append(f"read {key}")
        return job(1)

    def fetch_all(keys: set[str]) -> dict[str, Any]:
        asked.append(f"list {keys}")
        return {"a": job(1, "JOB_STATE_RUNNING")}

    poller = Poller(fetch, fetch_all, Pace(), prefers_list=TuningJobKind().is_told_by_list)
    watch = Watch("a", since=0.0)
    for _ in range(3):
        poller.poll([watch])
    assert asked == ["read a", "list {'a'}", "read a"]


@given(st.lists(ODD_JOBS, max_size=5))
def test_no_list_breaks_a_poll(jobs: list[dict[str, Any]]) -> None:
    """Whatever a list holds: as many as it has, in its order."""
    found = queue.placed(jobs)
    assert len(found) == len(jobs)
    for one in found:
        assert isinstance(row(one), str)


@pytest.mark.parametrize("place", [None, "2", 3, [1, 2]])
def test_a_field_of_that_name_is_no_place(place: Any) -> None:
    """Google has no such field, and what isn't ours isn't read."""
    assert row({"state": QUEUED, queue.PLACE: place}) == "queued"

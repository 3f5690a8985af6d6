"""Which of two jobs of one identity is called off, and which never is."""

from __future__ import annotations

from typing import Any

import pytest
from support import fake_vertex as fake
from support.fake_vertex import FakeVertex, api_error

from pulumi_google_tuning.lifecycle.call import Call, Row, StackState
from pulumi_google_tuning.lifecycle.twins import Twins
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

INPUTS: dict[str, Any] = {
    "baseModel": "gemini-3.5-flash",
    "supervisedTuningSpec": {"trainingDatasetUri": "gs://bucket/train.jsonl"},
}
LABEL = {"pulumi-google-tuning": "numbers-0123"}
OLDER, YOUNGER = f"{fake.SERVED}/tuningJobs/1", f"{fake.SERVED}/tuningJobs/2"


def job(name: str, **more: Any) -> dict[str, Any]:
    """Return a job that runs, made in the minute of its number."""
    made = f"2026-11-28T10:0{name[-1]}:00Z"
    return {
        **INPUTS,
        "name": name,
        "labels": LABEL,
        "createTime": made,
        "state": "JOB_STATE_RUNNING",
        **more,
    }


class Looks:
    """One look of a wait for a job, on a server with these jobs."""

    def __init__(self, *jobs: dict[str, Any], ids: tuple[str, ...] = ()) -> None:
        self.api = FakeVertex(*jobs)
        self.state: StackState | None = StackState("lineage", tuple(Row("urn", one) for one in ids))
        self.said: list[str] = []
        self.warned: list[str] = []

    def at(self, mine: str, *, fixed_id: bool = False) -> str | None:
        """Look from the wait for this job; return the name of the one to wait for instead."""
        call = Call(
            urn="urn:pulumi:s::p::google-tuning:TuningJob::numbers",
            say=self.said.append,
            warn=self.warned.append,
            state=lambda: self.state,
        )
        twins = Twins(TuningJobKind(), self.api, call, INPUTS, fixed_id=fixed_id, at_once=True)
        instead = twins.look(self.api.held[fake.bare(mine)])
        return None if instead is None else str(instead["name"])

    @property
    def cancelled(self) -> list[str]:
        """The numbers of the jobs that were cancelled."""
        return [verb.partition("/")[2].partition(":")[0] for verb in self.api.verbs()]


@pytest.mark.parametrize(("mine", "instead"), [(OLDER, None), (YOUNGER, OLDER)])
def test_the_older_stays_whoever_looks(mine: str, instead: str | None) -> None:
    """From both jobs' rows the younger is cancelled, and the row of that one waits on."""
    looks = Looks(job(YOUNGER), job(OLDER))
    assert looks.at(mine) == instead
    assert looks.cancelled == ["2"]
    assert looks.said == [
        f"{YOUNGER} is cancelled: it trains the same as {OLDER}. An interrupted run sent both"
    ]


def test_in_an_update_the_states_own_stays() -> None:
    """An id that the state has can't change."""
    looks = Looks(job(YOUNGER), job(OLDER), ids=(YOUNGER,))
    assert looks.at(YOUNGER, fixed_id=True) is None
    assert looks.cancelled == ["1"]


def test_of_one_minute_the_name_decides() -> None:
    """Created at one instant, the same one stays all the same."""
    for mine in (OLDER, YOUNGER):
        looks = Looks(job(YOUNGER, createTime="T"), job(OLDER, createTime="T"))
        looks.at(mine)
        assert looks.cancelled == ["2"]


@pytest.mark.parametrize(
    "other",
    [
        {"labels": {"pulumi-google-tuning": "numbers-4567"}},
        {"labels": {}},
        {"baseModel": "gemini-2.5-pro"},
        {"state": "JOB_STATE_CANCELLING"},
        {"state": "JOB_STATE_CANCELLED"},
        {"state": "JOB_STATE_FAILED"},
    ],
)
@pytest.mark.parametrize("fixed_id", [False, True])
def test_what_is_no_second_training_is_left_alone(other: dict[str, Any], *, fixed_id: bool) -> None:
    """Another label, other inputs, or an end: nothing is cancelled, and nothing is moved to."""
    looks = Looks(job(OLDER, **other), job(YOUNGER))
    assert looks.at(YOUNGER, fixed_id=fixed_id) is None
    assert (looks.cancelled, looks.said, looks.warned) == ([], [], [])


def test_what_the_state_has_is_left_alone() -> None:
    """Another row stands for it."""
    looks = Looks(job(OLDER), job(YOUNGER), ids=(YOUNGER,))
    assert looks.at(OLDER) is None
    assert looks.cancelled == []


def test_without_a_state_nothing_is_cancelled() -> None:
    """Another stack of the same name may have made it; the row says what there is."""
    looks = Looks(job(OLDER), job(YOUNGER))
    looks.state = None
    assert looks.at(YOUNGER) is None
    assert looks.cancelled == []
    assert f"{OLDER} is a second training on the same inputs" in looks.warned[0]


def test_one_that_succeeded_is_never_cancelled() -> None:
    """The job that made a model is what the create stands for; in an update it is told of."""
    done = fake.job(**{**job(YOUNGER), "state": "JOB_STATE_SUCCEEDED"})
    for fixed_id in (False, True):
        looks = Looks(done, job(OLDER), fake.model(), fake.endpoint())
        assert looks.at(OLDER, fixed_id=fixed_id) == (None if fixed_id else YOUNGER)
        assert looks.cancelled == ([] if fixed_id else ["1"])
        assert [f"{YOUNGER} is a second" in line for line in looks.warned] == [True] * fixed_id


def test_a_cancel_that_fails_is_a_warning() -> None:
    """The wait goes on with the older one, and somebody is told of the other."""
    looks = Looks(job(YOUNGER), job(OLDER))
    looks.api.failing["POST", ":cancel"] = api_error(403, "no")
    assert looks.at(YOUNGER) == OLDER
    assert f"{YOUNGER} is a second training" in looks.warned[0]
    assert "it could not be cancelled" in looks.warned[0]

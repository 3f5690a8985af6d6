"""Waits whose list is refused while reads are allowed: each is read in turn, within a bound."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.google.errors import ApiError
from pulumi_google_tuning.lifecycle.polling import Pace, Poller
from pulumi_google_tuning.lifecycle.watch import Watch

DENIED = ApiError(403, "PERMISSION_DENIED", "no list for you")


class Project:
    """A project whose models may be read and not listed."""

    def __init__(self, count: int) -> None:
        self.now = 100.0
        self.asked: list[str] = []
        self.list_refused: Exception | None = DENIED
        self.read_refused: set[str] = set()
        self.busy: set[str] = set()
        self.watches = [Watch(f"m{number}", since=0.0) for number in range(count)]
        self.poller = Poller(self.get, self.list_all, Pace(), clock=lambda: self.now)

    def get(self, key: str) -> Any:
        """Read one."""
        self.asked.append(key)
        if key in self.read_refused:
            raise ApiError(403, "PERMISSION_DENIED", "nor this one")
        if key in self.busy:
            raise ApiError(503, "UNAVAILABLE", "busy")
        return {"name": key, "at": self.now}

    def list_all(self, _: set[str]) -> Any:
        """List them."""
        self.asked.append("list")
        if self.list_refused is not None:
            raise self.list_refused
        return {watch.key: {"name": watch.key} for watch in self.watches}

    def poll(self, seconds: float) -> list[str]:
        """Poll after so many seconds, and return what was asked for."""
        self.asked.clear()
        self.now += seconds
        self.poller.poll(self.watches)
        return list(self.asked)

    def warnings(self) -> list[str]:
        """Take what the waiters are to tell."""
        return [said for watch in self.watches if (said := watch.take_warning())]


def test_three_whose_list_is_refused_are_read() -> None:
    """They wait on, as one or two would, and one of them says so, once."""
    project = Project(3)
    assert project.poll(0.5) == ["list", "m0"]
    (said,) = project.warnings()
    assert said.startswith("Google refuses the list that shows all trainings at once, so each is")
    assert "no list for you" in said
    for _ in range(6):
        assert len(project.poll(0.5)) == 1
    assert all(watch.obj and watch.error is None for watch in project.watches)
    assert project.warnings() == []


def test_hundreds_are_read_in_turn_within_a_bound() -> None:
    """Two reads a second on average, and nobody is read twice before everyone was read once."""
    project = Project(200)
    asked = [project.poll(30.0) for _ in range(5)]
    assert [len(one) for one in asked] == [2, 60, 60, 60, 60]
    read = [key for one in asked for key in one if key != "list"]
    assert len(set(read[1:201])) == 200


def test_a_list_that_is_allowed_again_is_used() -> None:
    """After some minutes it is asked for once more; refused again, that is no second warning."""
    project = Project(20)
    project.poll(0.5)
    assert len(project.warnings()) == 1
    assert project.poll(601.0)[0] == "list"
    assert project.warnings() == []
    project.list_refused = None
    assert "list" not in project.poll(0.5)
    assert project.poll(601.0) == ["list"]
    assert project.poll(0.5) == ["list"]


def test_where_reads_are_refused_as_well_all_give_up() -> None:
    """Then it is about all of them, and the refusal of the list is what all are told."""
    project = Project(3)
    project.read_refused = {"m0", "m1", "m2"}
    assert project.poll(0.5) == ["list", "m0", "m1"]
    assert [watch.error for watch in project.watches] == [DENIED] * 3
    assert project.warnings() == []


@pytest.mark.parametrize("refused", ["m0", "m1", "m2"])
def test_one_refused_object_ends_one_wait(refused: str) -> None:
    """Of those who are read in turn, a refusal of one is its own, whoever is read first."""
    project = Project(3)
    project.read_refused = {refused}
    told = set()
    for _ in range(4):
        project.poll(0.5)
        told |= {watch.key for watch in project.watches if watch.error}
    assert told == {refused}


@pytest.mark.parametrize(
    "passing",
    [ApiError(503, "UNAVAILABLE", "busy"), ApiError(401, "UNAUTHENTICATED", "who?")],
)
def test_a_failure_that_may_pass_is_no_refusal(passing: GoogleTuningError) -> None:
    """Nobody is read instead, and the list is asked for at the next poll."""
    project = Project(3)
    project.list_refused = passing
    assert project.poll(0.5) == ["list"]
    assert [watch.error for watch in project.watches] == [passing] * 3
    assert project.poll(0.5) == ["list"]


def test_one_that_is_never_answered_holds_up_nobody() -> None:
    """Each read of the first one fails: the others are read all the same, and again and again."""
    project = Project(5)
    project.busy = {"m0"}
    for _ in range(8):
        project.poll(30.0)
    read = [watch.obj["at"] for watch in project.watches if watch.obj]
    assert len(read) == 4
    assert min(read) > project.now - 61.0

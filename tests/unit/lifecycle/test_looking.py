"""What a poll downloads: who ended, whose progress is due, and nobody's old loss curve."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import received
from pulumi_google_tuning.google.errors import ApiError
from pulumi_google_tuning.lifecycle.glance import Glance
from pulumi_google_tuning.lifecycle.looking import Parts
from pulumi_google_tuning.lifecycle.polling import Pace, Poller
from pulumi_google_tuning.lifecycle.watch import Watch
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

CURVE = [{"step": n, "meanLoss": 0.5, "computeTime": "2026-01-01T00:00:00Z"} for n in range(500)]
MODEL_GLANCE = TunedModelKind().glance({})
JOB_GLANCE = TuningJobKind().glance({"apiVersion": "v1beta1"})


class Google:
    """Lists and reads models, takes a mask or ignores it, and has its answers' bytes counted."""

    def __init__(self, old: int, *, masks: bool = True) -> None:
        self.models = {f"tunedModels/old-{n}": model(f"tunedModels/old-{n}") for n in range(old)}
        self.listed: dict[str, Json] = {}
        self.masks = masks
        self.size = 0
        self.asked: list[str] = []

    def _answer(self, asked: str, body: Any) -> Any:
        content = json.dumps(body).encode()
        received.note(content)
        self.size += len(content)
        self.asked.append(asked)
        return json.loads(content)

    def _part(self, obj: Json) -> Json:
        return {"name": obj["name"], "state": obj["state"]} if self.masks else obj

    def get(self, key: str) -> Any:
        """Read one in full."""
        return self._answer(f"read {key}", self.models.get(key))

    def get_part(self, key: str) -> Any:
        """Read a part of one."""
        return self._answer(f"glance {key}", self._part(self.models[key]))

    def list_all(self, _: set[str]) -> Any:
        """List them in full."""
        return self._answer("list", self.models)

    def list_parts(self, _: set[str]) -> Any:
        """List a part of each, as the list has it: it may lag."""
        parts = list(map(self._part, {**self.models, **self.listed}.values()))
        listed = self._answer("glances", parts)
        return {one["name"]: one for one in listed if one.get("name")}


def model(name: str, state: str = "ACTIVE", steps: int = 500) -> Json:
    """Return a model with so many steps of its curve."""
    return {"name": name, "state": state, "tuningTask": {"snapshots": (CURVE * 4)[:steps]}}


class Waiting:
    """Models that are waited for, by a poller on a clock that each poll moves by half a second."""

    def __init__(self, google: Google, count: int, glance: Glance = MODEL_GLANCE) -> None:
        self.google = google
        self.now = 0.0
        parts = Parts(glance, google.get_part, google.list_parts)
        self.poller = Poller(
            google.get, google.list_all, Pace(), parts=parts, clock=lambda: self.now
        )
        self.watches = []
        for key in (f"tunedModels/new-{n}" for n in range(count)):
            known = google.models[key] = model(key, "CREATING", 0)
            self.watches.append(Watch(key, since=0.0, obj=known, whole=known))

    def poll(self, times: int = 1) -> list[str]:
        """Poll, and return what was asked for."""
        self.google.asked.clear()
        for _ in range(times):
            self.now += 0.5
            self.poller.poll(self.watches)
        return self.google.asked

    def set(self, state: str, steps: int) -> None:
        """Have all of them in a state, at a step."""
        for watch in self.watches:
            self.google.models[watch.key] = model(watch.key, state, steps)


def test_ten_waits_beside_old_models_download_no_old_curves() -> None:
    """Forty polls beside 200 finished models of 500 steps: under 2 MB, the results included."""
    google = Google(200)
    waiting = Waiting(google, 10)
    for step in range(40):
        waiting.set("CREATING", 12 * step)
        waiting.poll()
    assert "list" not in google.asked
    # Of everyone something was shown, though each curve has grown to 45 kB.
    assert all(len(w.obj["tuningTask"]["snapshots"]) > 200 for w in waiting.watches if w.obj)
    waiting.set("ACTIVE", 500)
    waiting.poll()
    assert all(watch.obj == google.models[watch.key] for watch in waiting.watches)
    assert google.size < 2_000_000


def test_whoever_ends_is_read_at_once() -> None:
    """Whatever was spent on progress: who ended is read in full in the very poll that shows it."""
    google = Google(200)
    waiting = Waiting(google, 5)
    waiting.set("CREATING", 400)
    waiting.poll(20)
    ended = waiting.watches[3]
    google.models[ended.key] = model(ended.key, "FAILED", 401)
    waiting.poll()
    assert ended.obj == google.models[ended.key]


def test_nothing_is_told_of_a_training_that_was_not_looked_at() -> None:
    """A glance shows no step: who publishes it would have a training stand still that doesn't."""
    waiting = Waiting(Google(200), 10)
    waiting.set("CREATING", 500)
    waiting.poll(10)
    before = [watch.seen for watch in waiting.watches]
    asked = waiting.poll()
    told = [was != watch.seen for was, watch in zip(before, waiting.watches, strict=True)]
    assert sum(told) == sum(one.startswith("read") for one in asked) < 3


def test_a_project_with_few_models_is_listed_in_full() -> None:
    """Where a list of whole objects is small it is each poll's one request, as lively as can be."""
    waiting = Waiting(Google(3), 5)
    for watch in waiting.watches:
        waiting.google.models[watch.key] = model(watch.key, "CREATING", 5)
    for key in [key for key in waiting.google.models if "old" in key]:
        waiting.google.models[key] = model(key, steps=5)
    waiting.poll()
    assert waiting.poll(10) == ["list"] * 10


def begin(waiting: Waiting, count: int) -> None:
    """Have more trainings begin, and be waited for, from now on."""
    for number in range(len(waiting.watches), len(waiting.watches) + count):
        key = f"tunedModels/new-{number}"
        known = waiting.google.models[key] = model(key, "CREATING", 0)
        now = waiting.now
        waiting.watches.append(Watch(key, since=now, obj=known, whole=known, asked_at=now))


def test_while_many_begin_nobody_is_listed_in_full() -> None:
    """Trainings show no step until the last of many has begun, or for ten seconds at most."""
    waiting = Waiting(Google(0), 25)
    is_listed = []
    for _ in range(30):
        is_listed.append("list" in waiting.poll())
        begin(waiting, 5)
    assert not any(is_listed[:18])
    assert any(is_listed[18:])
    assert "list" in Waiting(Google(0), 25).poll(3)


def test_an_end_is_seen_while_many_begin() -> None:
    """The first that ends while others begin is read in the poll that shows it."""
    google = Google(0)
    waiting = Waiting(google, 25)
    waiting.poll(2)
    begin(waiting, 5)
    ended = waiting.watches[3]
    google.models[ended.key] = model(ended.key, "ACTIVE", 19)
    assert "list" not in waiting.poll()
    assert ended.obj == google.models[ended.key]


def test_many_that_end_together_are_listed() -> None:
    """Two hundred of two hundred that end at once cost a list, not two hundred reads."""
    waiting = Waiting(Google(0), 200)
    waiting.poll(3)
    waiting.set("ACTIVE", 500)
    for watch in waiting.watches:
        watch.obj = watch.whole
    assert len(waiting.poll()) <= 2
    assert all(watch.obj and watch.obj["state"] == "ACTIVE" for watch in waiting.watches)


def test_a_list_that_has_grown_is_not_read_for_a_few() -> None:
    """A list was small when the trainings began: who ends first is read alone, and not all."""
    google = Google(0)
    waiting = Waiting(google, 60)
    waiting.set("CREATING", 10)
    assert "list" in waiting.poll(2)
    waiting.set("CREATING", 2000)
    waiting.poller._looks._costs.spend(10**9)  # no allowance to see how it grew
    for watch in waiting.watches[:20]:
        google.models[watch.key] = model(watch.key, steps=2000)
    asked = waiting.poll()
    assert "list" not in asked
    assert sum(one.startswith("read") for one in asked) == 20
    assert all(watch.obj == google.models[watch.key] for watch in waiting.watches[:20])


def test_a_list_has_the_curves_of_those_that_ended_before() -> None:
    """The last of many that end are read: a list would bring what has ended already once more."""
    google = Google(0)
    waiting = Waiting(google, 200)
    waiting.set("CREATING", 200)
    assert "list" in waiting.poll(2)
    waiting.set("ACTIVE", 500)
    waiting.watches = waiting.watches[120:]  # the others have ended before
    asked = waiting.poll()
    assert "list" not in asked
    assert all(watch.obj == google.models[watch.key] for watch in waiting.watches)


def test_a_refusal_of_one_of_many_that_ended_is_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many that end together are read some at a time: a 403 for one of them ends its wait alone."""
    google = Google(200)
    waiting = Waiting(google, 12)
    waiting.poll(2)
    refused = waiting.watches[7]

    def get(key: str) -> Any:
        if key == refused.key:
            raise ApiError(403, "PERMISSION_DENIED", "no")
        return google.get(key)

    monkeypatch.setattr(waiting.poller._looks, "fetch", get)
    waiting.set("ACTIVE", 500)
    waiting.poll()
    assert [watch.key for watch in waiting.watches if watch.error] == [refused.key]
    ended = [watch for watch in waiting.watches if watch is not refused]
    assert all(watch.obj == google.models[watch.key] for watch in ended)


def test_a_few_beside_thousands_are_read() -> None:
    """Where even a list of states is long, as many requests as waiters are less work."""
    waiting = Waiting(Google(0), 4)
    waiting.google.models |= {f"o{n}": model(f"o{n}", steps=0) for n in range(8_000)}
    assert waiting.poll()[0] == "glances"
    assert all(one.startswith(("read", "glance ")) for one in waiting.poll(3))


def test_a_long_curve_is_read_less_often_than_its_state() -> None:
    """One waiter alone: its state is asked for at each poll, its steps as the pace allows."""
    google = Google(0)
    waiting = Waiting(google, 1)
    waiting.set("CREATING", 2000)
    assert waiting.poll(2) == ["read tunedModels/new-0"] * 2
    asked = waiting.poll(60)
    assert 10 < sum(one.startswith("read") for one in asked) < 50
    assert len(asked) == 60
    waiting.set("CREATING", 1)
    waiting.poll(4)
    assert set(waiting.poll(20)) == {"read tunedModels/new-0"}


@pytest.mark.parametrize("count", [2, 12])
def test_a_google_that_ignores_masks_is_used_as_it_is(count: int) -> None:
    """Whole answers to a mask are published: nothing is asked for twice."""
    google = Google(20, masks=False)
    waiting = Waiting(google, count)
    waiting.poll(3)
    waiting.set("CREATING", 7)
    asked = waiting.poll()
    assert all(watch.obj == google.models[watch.key] for watch in waiting.watches)
    assert len(asked) == (count if count <= 2 else 1)


ODD_PARTS: dict[str, Callable[[Json], Json]] = {
    "more than was asked for": lambda part: {**part, "createTime": "2026-01-01T00:00:00Z"},
    "an empty curve too": lambda part: {**part, "tuningTask": {}},
    "nothing": lambda _: {},
    "no state": lambda part: {"name": part["name"]},
    "no name": lambda part: {**part, "name": None},
    "a number for a state": lambda part: {**part, "state": len(part["state"])},
}


@pytest.mark.parametrize("odd", ODD_PARTS.values(), ids=ODD_PARTS)
@pytest.mark.parametrize("count", [1, 5])
def test_an_odd_answer_to_a_mask_hides_no_end(
    count: int, odd: Callable[[Json], Json], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However Google answers a mask: who ended is read at once, in full, and nobody is gone."""
    google = Google(0)
    google.models = {f"tunedModels/{n}": model(f"tunedModels/{n}", steps=2) for n in range(30)}
    waiting = Waiting(google, count)
    part = google._part
    monkeypatch.setattr(google, "_part", lambda obj: odd(part(obj)))
    waiting.set("CREATING", 2000 // count**2)
    waiting.poll(12)
    assert not any(watch.gone or watch.error for watch in waiting.watches)
    waiting.set("ACTIVE", 2000 // count**2)
    waiting.poll()
    assert all(watch.obj == google.models[watch.key] for watch in waiting.watches)


def test_a_refusal_of_one_is_not_about_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two that are read one by one: a 403 for the one ends its wait alone."""
    waiting = Waiting(Google(0), 2)
    refused, other = waiting.watches

    def get(key: str) -> Any:
        if key == refused.key:
            raise ApiError(403, "PERMISSION_DENIED", "no")
        return waiting.google.models[key]

    monkeypatch.setattr(waiting.poller._looks, "fetch", get)
    waiting.poll()
    assert isinstance(refused.error, ApiError)
    assert (other.error, other.seen) == (None, 1)


@pytest.mark.parametrize(("old", "count"), [(0, 2), (0, 60), (200, 12)])
@pytest.mark.parametrize("which", [0, -1])
def test_an_object_that_is_never_read_hides_no_end(
    old: int, count: int, which: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where each read of one fails for hours, the next poll begins with another one."""
    google = Google(old)
    waiting = Waiting(google, count)
    waiting.poll(3)
    unread = waiting.watches[which]

    def get(key: str) -> Any:
        if key == unread.key:
            raise ApiError(503, "UNAVAILABLE", "busy")
        return google.get(key)

    monkeypatch.setattr(waiting.poller._looks, "fetch", get)
    monkeypatch.setattr(waiting.poller._looks, "fetch_all", lambda _: {})
    waiting.set("ACTIVE", 500)
    waiting.poll(2 * count)
    ended = [watch for watch in waiting.watches if watch is not unread]
    assert all(watch.obj == google.models[watch.key] for watch in ended)
    assert isinstance(unread.error, ApiError)


def test_an_error_on_a_row_is_taken_back() -> None:
    """After a poll that failed the next one shows each row something, if only what it had."""
    google = Google(200)
    waiting = Waiting(google, 3)
    waiting.poll(5)
    for watch in waiting.watches:
        watch.publish(error=GoogleTuningError("overloaded"))
    waiting.poll(3)
    assert [watch.error for watch in waiting.watches] == [None] * 3


def test_an_end_that_only_the_list_shows_is_asked_for_again() -> None:
    """A read may lag behind the list: it is repeated, within the allowance, until both agree."""
    google = Google(200)
    waiting = Waiting(google, 5)
    waiting.poll(3)
    ahead = waiting.watches[2]
    google.listed[ahead.key] = model(ahead.key)
    assert f"read {ahead.key}" in waiting.poll()
    assert f"read {ahead.key}" in waiting.poll(4)
    google.models[ahead.key] = model(ahead.key)
    waiting.poll(2)
    assert ahead.obj == google.models[ahead.key]


def job(state: str, **more: Any) -> Json:
    """Return a job as a read shows it."""
    return {"name": "j", "state": state, "tuningDataStats": {"rows": 1}, **more}


def test_a_job_moves_by_its_glances() -> None:
    """Counters of a list are shown on what was read before; the rest of it stays."""
    assert JOB_GLANCE is not None
    assert JOB_GLANCE.shows_moves
    read = job("JOB_STATE_RUNNING", tuningJobMetadata={"completedStepCount": "1"})
    base = {**JOB_GLANCE.of(read), "$place": (2, 3)}
    now = {**base, "tuningJobMetadata": {"completedStepCount": "2"}, "$place": (1, 3)}
    shown = JOB_GLANCE.brought_up(read, base, now)
    assert shown == {**read, "tuningJobMetadata": {"completedStepCount": "2"}, "$place": (1, 3)}
    del now["$place"]
    assert "$place" not in JOB_GLANCE.brought_up(shown, base, now)


def test_a_list_that_lags_takes_nothing_back() -> None:
    """What a read has shown stays while the list shows what it did at that read."""
    assert JOB_GLANCE is not None
    read, late = job("JOB_STATE_RUNNING"), {"name": "j", "state": "JOB_STATE_PENDING"}
    assert JOB_GLANCE.brought_up(read, late, late) == read


def test_each_version_is_asked_for_what_it_has() -> None:
    """A mask with a field that the version lacks is refused: v1 knows no counters."""
    v1 = TuningJobKind().glance({"apiVersion": "v1"})
    assert v1 is not None
    assert not {"tuningJobState", "tuningJobMetadata"} & set(v1.fields)

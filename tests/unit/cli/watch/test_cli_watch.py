"""`watch`: it follows all that trains, survives what passes, and ends when nothing trains."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timezone

import pytest
from rich.console import Console
from support.cli_world import EMULATOR, Google, refused, run

from pulumi_google_tuning.cli.watch import command
from pulumi_google_tuning.cli.watch.command import follow
from pulumi_google_tuning.cli.watch.trainings import Source, Training
from pulumi_google_tuning.cli.watch.view import LineView, TableView
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.google.errors import ApiError, TransportError
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase

RUNS = Training("a", "A", Phase.WORKING, "step 1/2 50%", 50.0)
READY = replace(RUNS, phase=Phase.READY, text="ready", percent=None)
PASSING = TransportError("no answer", maybe_applied=False)
LASTING = ApiError(403, "PERMISSION_DENIED", "no")


class Scripted:
    """A source whose looks are a script; after it nothing is listed."""

    shows_ended = False

    def __init__(self, *looks: Mapping[str, Training] | Exception, end: Training = READY) -> None:
        self._looks = list(looks)
        self._end = end

    def look(self) -> dict[str, Training]:
        """Play the next step."""
        step = self._looks.pop(0) if self._looks else {}
        if isinstance(step, Exception):
            raise step
        return dict(step)

    def ended(self, training: Training) -> Training:
        """Return how everything ends."""
        return replace(self._end, name=training.name)


class Recorder:
    """A view that remembers."""

    def __init__(self) -> None:
        self.shown: list[list[str]] = []
        self.closed = False

    def show(self, trainings: Sequence[Training]) -> None:
        """Remember the texts."""
        self.shown.append([f"{one.name} {one.text}" for one in trainings])

    def close(self) -> None:
        """Remember that too."""
        self.closed = True


def following(*sources: Source, patient: bool = True) -> tuple[dict[str, Training], Recorder]:
    """Follow the sources to the end, without waiting."""
    view = Recorder()
    named = {f"api {number}": source for number, source in enumerate(sources)}
    found = follow(named, view, lambda: None, patient=patient)
    assert view.closed
    return found, view


def test_it_ends_when_nothing_trains() -> None:
    """A training is shown until it is ready, one that comes later as well; ended ones never."""
    old = replace(READY, name="old")
    later = replace(RUNS, name="b")
    found, view = following(
        Scripted({"a": RUNS, "old": old}, {"a": RUNS, "b": later}, {"a": READY, "b": later})
    )
    assert [one.text for one in found.values()] == ["ready", "ready"]
    assert view.shown == [
        ["a step 1/2 50%"],
        ["a step 1/2 50%", "b step 1/2 50%"],
        ["a ready", "b step 1/2 50%"],
        ["a ready", "b ready"],
    ]


def test_nothing_at_all() -> None:
    """Where nothing trains, one look is enough."""
    found, view = following(Scripted({"old": READY}))
    assert found == {}
    assert view.shown == [[]]


def test_two_apis_are_followed_together() -> None:
    """It goes on until both have nothing left."""
    found, view = following(Scripted({"a": RUNS}), Scripted({"b": replace(RUNS, name="b")}))
    assert set(found) == {"a", "b"}
    assert len(view.shown) == 2


def test_a_list_that_lags_is_not_the_end() -> None:
    """A training that isn't listed is read; while that says it trains, it is watched on."""
    source = Scripted({"a": RUNS}, {}, {})
    reads = iter([RUNS, READY])
    source.ended = lambda training: next(reads)  # type: ignore[method-assign]
    found, view = following(source)
    assert view.shown == [["a step 1/2 50%"], ["a step 1/2 50%"], ["a ready"]]
    assert found["a"].text == "ready"


def test_what_passes_is_survived(capsys: pytest.CaptureFixture[str]) -> None:
    """A lost connection in hours of watching is noted, and what was seen stays."""
    found, view = following(Scripted({"a": RUNS}, PASSING, {"a": READY}))
    assert found["a"].text == "ready"
    assert view.shown[1] == ["a step 1/2 50%"]
    assert "note: no answer" in capsys.readouterr().err


@pytest.mark.parametrize("looks", [(LASTING,), (PASSING,), ({"a": RUNS}, LASTING)])
def test_what_stays_is_an_error(looks: tuple[Mapping[str, Training] | Exception, ...]) -> None:
    """A refusal ends the watching, and so does any fault of the very first look."""
    with pytest.raises(GoogleTuningError):
        following(Scripted(*looks))


def test_one_api_of_two_may_refuse(capsys: pytest.CaptureFixture[str]) -> None:
    """Where one of both isn't enabled the other one is watched; asked for by name it's an error."""
    found, _ = following(Scripted(LASTING), Scripted({"a": RUNS}))
    assert found["a"].text == "ready"
    assert "not watching api 0" in capsys.readouterr().err
    with pytest.raises(ApiError):
        following(Scripted(LASTING), Scripted({"a": RUNS}), patient=False)


def test_a_log_gets_a_line_a_change(capsys: pytest.CaptureFixture[str]) -> None:
    """In a pipe each change is one line with its time, and no bar."""
    view = LineView(lambda: datetime(2026, 11, 21, 7, 8, 9, tzinfo=timezone.utc))
    for one in (RUNS, RUNS, READY):
        view.show([one])
    view.close()
    assert capsys.readouterr().out == "07:08:09Z  a  step 1/2 50%\n07:08:09Z  a  ready\n"


def test_a_terminal_gets_bars() -> None:
    """On a terminal each training has its bar, full when it is ready."""

    def bars(one: Training) -> int:
        console = Console(file=io.StringIO(), force_terminal=True, width=100, color_system=None)
        view = TableView(console)
        view.show([one])
        view.close()
        return console.file.getvalue().count("━")  # type: ignore[attr-defined,no-any-return]

    assert 0 < bars(replace(RUNS, percent=25.0)) < bars(RUNS) < bars(READY)


def test_more_than_a_screen() -> None:
    """What trains is on the screen before what has ended, and at the end everything is shown."""
    console = Console(
        file=io.StringIO(), force_terminal=True, width=80, height=10, color_system=None
    )
    view = TableView(console)
    ended = [replace(READY, name=f"ended-{number}") for number in range(30)]
    view.show([*ended, RUNS])
    while_it_lives = console.file.getvalue()  # type: ignore[attr-defined]
    assert "50%" in while_it_lives
    assert "ended-29" not in while_it_lives
    view.close()
    assert "ended-29" in console.file.getvalue()  # type: ignore[attr-defined]


def model(state: str, step: int | None = None) -> dict[str, object]:
    """Make a tuned model as listed."""
    snapshots = [{"step": step, "meanLoss": 0.5}] if step else []
    return {"name": "tunedModels/x", "state": state, "tuningTask": {"snapshots": snapshots}}


@pytest.fixture
def training(google: Google, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Google]:
    """Return a function that scripts the states of one model, a look each."""
    monkeypatch.setattr(command.time, "sleep", lambda _: None)

    def make(*states: dict[str, object]) -> Google:
        left = list(states)
        url = "/v1beta/tunedModels"
        google.routes[f"GET {url}"] = lambda: {"tunedModels": [left.pop(0)]}
        google.routes[f"GET {url}/x"] = states[-1]
        google.routes["GET /v1/tunedModels/x/operations"] = {
            "operations": [
                {"metadata": {"totalSteps": 38}, "error": {"code": 13, "message": "No data."}}
            ]
        }
        return google

    return make


def test_the_steps_come_from_the_operation(training: Callable[..., Google]) -> None:
    """A model doesn't show its total, so the operation is read, once a training."""
    google = training(model("CREATING", 1), model("CREATING", 19), model("ACTIVE", 38))
    result = run("watch", "--api", "gemini", *EMULATOR)
    assert result.exit_code == 0
    said = [line.split("  ", 1)[1] for line in result.stdout.splitlines()]
    assert said == [
        "tunedModels/x  step 1/38 3% loss 0.50",
        "tunedModels/x  step 19/38 50% loss 0.50",
        "tunedModels/x  ready: loss 0.50",
    ]
    assert google.sent.count("GET /v1/tunedModels/x/operations") == 1


def test_a_failure_ends_with_1_and_googles_words(training: Callable[..., Google]) -> None:
    """When one that was watched fails, its reason is shown and the exit code is 1."""
    training(model("CREATING"), model("FAILED"))
    result = run("watch", "--api", "gemini", *EMULATOR)
    assert result.exit_code == 1
    assert 'failed: Google said: "No data." (code 13)' in result.stdout


def test_a_model_deleted_while_it_trains(training: Callable[..., Google]) -> None:
    """A training that is gone counts as failed, and says so."""
    google = training(model("CREATING"))
    listed = [{"tunedModels": [model("CREATING")]}, {}]
    google.routes["GET /v1beta/tunedModels"] = lambda: listed.pop(0)
    google.routes["GET /v1beta/tunedModels/x"] = refused(404, "NOT_FOUND", "gone")
    result = run("watch", "--api", "gemini", *EMULATOR)
    assert result.exit_code == 1
    assert "deleted during training" in result.stdout


def test_jobs_are_watched_too(google: Google, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a project both APIs are watched, and a job's words are its own."""
    monkeypatch.setattr(command.time, "sleep", lambda _: None)
    name = "projects/p/locations/us-central1/tuningJobs/7"
    states = ["RUNNING", "FAILED"]
    job = {"name": name, "error": {"code": 3, "message": "Row 2 is bad."}}
    url = "GET /v1beta1/projects/p/locations/us-central1/tuningJobs"
    google.routes[url] = lambda: {"tuningJobs": [{**job, "state": f"JOB_STATE_{states.pop(0)}"}]}
    google.routes[f"GET /v1beta1/{name}"] = {**job, "state": "JOB_STATE_FAILED"}
    google.routes["GET /v1beta/tunedModels"] = {}
    result = run("watch", "--project", "p", *EMULATOR)
    assert result.exit_code == 1
    assert f"{name}  tuning\n" in result.stdout
    assert 'failed: Google said: "Row 2 is bad." (code 3)' in result.stdout


def test_without_a_project_only_the_gemini_api_is_watched(google: Google) -> None:
    """That Vertex AI isn't watched is noted; asked for by name it is an error."""
    google.routes["GET /v1beta/tunedModels"] = {}
    result = run("watch", *EMULATOR)
    assert (result.exit_code, result.stdout) == (0, "No trainings are running.\n")
    assert "not watching Vertex AI" in result.stderr
    assert run("watch", "--api", "vertex", *EMULATOR).exit_code == 1

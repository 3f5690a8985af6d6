"""Each part of the host upgrade with the real engine, and its absence."""

from __future__ import annotations

import signal
import subprocess
from typing import Any

import pytest
from support.emulator import Emulator
from support.processes import cut_power, plugins_of
from support.project import RESOURCE_ERROR, Project
from support.waiting import until

PROGRAM = """
for number in range({count}):
    tuning.TunedModel(
        f"m{{number}}",
        base_model="models/gemini-1.5-flash-001-tuning",
        training_data=[["1", "2"], ["3", "4"]],
        hyperparameters={{"epoch_count": 10, "batch_size": 1}},
    )
"""
LONG = 3600


@pytest.fixture
def running(project: Project) -> Any:
    """Yield a function that starts `pulumi up`, and end what it started with the test."""
    started: list[subprocess.Popen[str]] = []

    def up(count: int = 1, **environment: str) -> subprocess.Popen[str]:
        project.program(PROGRAM.format(count=count))
        process = project.start("up", "--yes", "--skip-preview", **environment)
        started.append(process)
        return process

    yield up
    for process in started:
        cut_power(process.pid)
        process.wait()


def test_workers(emulator: Emulator, running: Any) -> None:
    """More than four trainings wait at once."""
    emulator.settings(trainingSeconds=LONG)
    up = running(10)
    until(lambda: len(emulator.trainings()) == 10, "ten trainings")
    emulator.finish()
    text, _ = up.communicate()
    assert up.returncode == 0, text


def test_without_workers(emulator: Emulator, running: Any) -> None:
    """Without the part four wait at once, the output says so, and all are trained."""
    emulator.settings(trainingSeconds=LONG)
    up = running(6, PULUMI_GOOGLE_TUNING_DISABLE="workers")
    until(lambda: len(emulator.trainings()) == 4, "four trainings")
    emulator.forget_requests()
    until(lambda: len(emulator.requests("GET", "tunedModels")) > 8, "polls of the four")
    assert len(emulator.trainings()) == 4
    emulator.finish()
    text, _ = up.communicate()
    assert up.returncode == 0, text
    assert "only four resources run at a time" in text
    assert len(emulator.trainings()) == 6


def test_request(emulator: Emulator, running: Any) -> None:
    """The urn reaches the provider: the model's id has the resource's name."""
    running().communicate()
    assert [model["name"].startswith("tunedModels/m0-") for model in emulator.models()] == [True]


def test_without_request(emulator: Emulator, running: Any) -> None:
    """Without the urn it still trains, under an id without the name, and says what is missing."""
    text, _ = running(1, PULUMI_GOOGLE_TUNING_DISABLE="request").communicate()
    assert "urn and timeouts are unknown" in text
    assert [model["name"].startswith("tunedModels/model-") for model in emulator.models()] == [True]


def test_partial(emulator: Emulator, project: Project) -> None:
    """A training that failed is in the state, with its errors."""
    emulator.fail_trainings("broken", "No.")
    project.program(PROGRAM.format(count=1).replace("hyper", 'display_name="broken", hyper'))
    failed = project.up(expect=RESOURCE_ERROR)
    assert "training tunedModels/m0-" in failed.text
    (stored,) = project.resources()
    assert "Google said" in stored["initErrors"][0]
    project.destroy()
    assert emulator.models() == []


def test_without_partial(emulator: Emulator, project: Project) -> None:
    """Without the part the state forgets the model, and the next up finds it and doesn't train."""
    emulator.fail_trainings("broken", "No.")
    project.program(PROGRAM.format(count=1).replace("hyper", 'display_name="broken", hyper'))
    for _ in range(2):
        failed = project.up(expect=RESOURCE_ERROR, PULUMI_GOOGLE_TUNING_DISABLE="partial")
        assert 'Google said: "No."' in failed.text
    assert project.resources() == []
    assert len(emulator.trainings()) == 1


def half_way(emulator: Emulator, up: subprocess.Popen[str]) -> str:
    """Have the training stand at half of its steps for some polls, then end; give what was said."""
    (training,) = until(emulator.trainings, "the training")
    emulator.progress(training["model"], 10)
    emulator.forget_requests()
    until(lambda: len(emulator.requests("GET", "tunedModels/m0-")) > 2, "polls of the half")
    emulator.complete(training["model"])
    text, _ = up.communicate()
    return str(text)


def test_progress(emulator: Emulator, running: Any) -> None:
    """Steps, percent and loss are shown while it trains."""
    text = half_way(emulator, running())
    assert "step " in text
    assert "% loss 0." in text


def test_without_progress(emulator: Emulator, running: Any) -> None:
    """Without the part it trains in silence."""
    text = half_way(emulator, running(1, PULUMI_GOOGLE_TUNING_DISABLE="progress"))
    assert "% loss" not in text
    assert "training's progress is not shown" in text


def test_cancel(emulator: Emulator, project: Project, running: Any) -> None:
    """One Ctrl-C ends the wait, the state has the model, and the next up waits on."""
    emulator.settings(trainingSeconds=LONG)
    up = running()
    # The look-up before the POST finds nothing: what counts is a read that finds the model.
    until(
        lambda: [r for r in emulator.requests("GET", "tunedModels/m0-") if r["status"] == 200],
        "a read that finds the model",
    )
    up.send_signal(signal.SIGINT)
    text, _ = up.communicate()
    assert "To keep waiting, run `pulumi up` again" in text
    assert [stored["id"] for stored in project.resources()] == [emulator.models()[0]["name"]]
    emulator.finish()
    project.up()
    assert "initErrors" not in project.resources()[0]
    assert len(emulator.trainings()) == 1


def test_without_cancel(emulator: Emulator, running: Any) -> None:
    """Without the part one Ctrl-C waits for the training to end."""
    emulator.settings(trainingSeconds=LONG)
    up = running(1, PULUMI_GOOGLE_TUNING_DISABLE="cancel")
    until(lambda: emulator.requests("GET", "tunedModels/m0-"), "a read of the model")
    up.send_signal(signal.SIGINT)
    emulator.forget_requests()
    until(lambda: len(emulator.requests("GET", "tunedModels/m0-")) > 8, "polls after the Ctrl-C")
    assert up.poll() is None
    emulator.finish()
    text, _ = up.communicate()
    assert "Ctrl-C waits" in text


def test_engine(emulator: Emulator, running: Any) -> None:
    """A killed engine leaves no plugin process behind."""
    emulator.settings(trainingSeconds=LONG)
    up = running()
    until(lambda: emulator.requests("GET", "tunedModels/m0-"), "a read of the model")
    plugins = plugins_of(up.pid)
    assert plugins
    up.kill()
    until(lambda: not [pid for pid in plugins if plugins_of(up.pid, only=pid)], "the plugins' end")


def test_without_engine(emulator: Emulator, running: Any) -> None:
    """Without the part the plugin outlives its engine, which the output had said."""
    emulator.settings(trainingSeconds=LONG)
    up = running(1, PULUMI_GOOGLE_TUNING_DISABLE="engine")
    until(lambda: emulator.requests("GET", "tunedModels/m0-"), "a read of the model")
    up.kill()
    emulator.forget_requests()
    until(
        lambda: len(emulator.requests("GET", "tunedModels/m0-")) > 8, "polls after the engine's end"
    )
    assert plugins_of(up.pid)


def test_trace(emulator: Emulator, running: Any, project: Project) -> None:
    """The state names the program's lines of a resource, and not what runs the program."""
    emulator.settings(trainingSeconds=0)
    text, _ = running(1).communicate()
    (stored,) = project.resources()
    seen = [frame.get("sourcePosition", "") for frame in stored["stackTrace"]]
    assert any("__main__.py" in line for line in seen), text
    assert not any("asyncio" in line for line in seen)
    running(1, PULUMI_GOOGLE_TUNING_DISABLE="trace").communicate()
    (stored,) = project.resources()
    assert any("asyncio" in str(frame) for frame in stored["stackTrace"])

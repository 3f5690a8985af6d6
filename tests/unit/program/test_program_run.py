"""What a run of a program knows: it ends with the run, and no other run in the process sees it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pulumi
import pytest
from pulumi.runtime import settings

from pulumi_google_tuning.program import functions, parallel
from pulumi_google_tuning.program.run import current_run


class Root:
    """Stands for the root resource of one run."""


@pytest.fixture
def roots() -> Iterator[None]:
    """Leave no root resource behind."""
    before = settings.ROOT.get()
    yield
    settings.ROOT.set(before)


def begin() -> None:
    """Begin another run in this process."""
    settings.ROOT.set(Root())  # type: ignore[arg-type]


@pytest.mark.usefixtures("roots")
def test_a_run_is_one_as_long_as_its_root_is() -> None:
    """All resources of a run share what it knows; the next run begins with nothing."""
    begin()
    first = current_run()
    assert current_run() is first
    begin()
    assert current_run() is not first


@pytest.mark.usefixtures("roots")
def test_each_run_counts_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two runs of 3 waiting resources at 4 a time say nothing; one of 5 says it once."""
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", lambda text, *_: said.append(text))
    monkeypatch.setattr(settings.SETTINGS, "parallel", 4)
    for _ in range(2):
        begin()
        for _ in range(3):
            parallel.count_waiting()
    assert said == []
    begin()
    for _ in range(6):
        parallel.count_waiting()
    (once,) = said
    assert "trains more than 4 models" in once


@pytest.mark.usefixtures("roots")
def test_without_a_run_nothing_is_kept() -> None:
    """Where there is no root resource each call is a run of its own."""
    none: Any = None
    settings.ROOT.set(none)
    assert current_run() is not current_run()


@pytest.mark.usefixtures("roots")
def test_functions_follow_the_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mocks keep their root: a unit test with another configuration asks another server."""
    begin()
    asked = []
    for emulator in ("http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:1"):
        monkeypatch.setattr(
            pulumi.Config, "get", lambda _, name, to=emulator: to if name == "emulator" else None
        )
        asked.append(functions.session())
    assert [one.config.emulator for one in asked] == [
        "http://127.0.0.1:1",
        "http://127.0.0.1:2",
        "http://127.0.0.1:1",
    ]
    assert asked[0] is asked[2]

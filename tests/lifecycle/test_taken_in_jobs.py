"""Imported trainings that a program says less of than Google shows: nothing is trained for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support import job_world
from support.elsewhere import URI, Elsewhere, Taken
from support.emulator import Emulator

from pulumi_google_tuning.lifecycle.call import Ready
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind
from pulumi_google_tuning.resources.tuning_dataset.kind import TuningDatasetKind
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

SPEC = "supervisedTuningSpec"
LESS = {"trainingDatasetUri": URI}


@pytest.fixture
def elsewhere(emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Elsewhere:
    """Return what others made on an emulator whose trainings take no time."""
    monkeypatch.chdir(tmp_path)
    emulator.settings(trainingSeconds=0)
    return Elsewhere(emulator)


def imported(elsewhere: Elsewhere) -> tuple[Taken, Ready, dict[str, Any]]:
    """Import a job by command, refresh it in a later run, and return its inputs too."""
    elsewhere.rows()
    taken = Taken(TuningJobKind(), elsewhere)
    name = elsewhere.job().replace("123456789012", job_world.PROJECT)
    result = taken.take_in(name)
    taken.again()
    read = taken.life.read(taken.call, result.id, result.inputs, result.outputs)
    assert isinstance(read, Ready)
    assert read.inputs is not None
    assert (read.inputs, read.outputs) == (result.inputs, result.outputs)
    return taken, read, read.inputs


@pytest.mark.parametrize("olds_are_known", [True, False])
def test_a_job_of_which_a_program_says_less(elsewhere: Elsewhere, olds_are_known: bool) -> None:
    """An imported job keeps what the program leaves out, also where a host has outputs alone."""
    taken, read, inputs = imported(elsewhere)
    news = taken.check(inputs, {**inputs, SPEC: LESS})
    olds = inputs if olds_are_known else None
    change = taken.life.diff(taken.call, read.id, olds, read.outputs, news)
    assert change.replaces == ()
    assert change.patches == (SPEC,)
    assert change.summary == f"leaves {SPEC}.hyperParameters of {read.id} unchanged"
    updated = taken.update(read, news)
    assert isinstance(updated, Ready)
    assert len(elsewhere.emulator.jobs()) == 1
    # Now the program has said what it has to say: what it adds asks for another training.
    taken.again()
    assert not taken.diff(updated, news).any
    more = {**news, SPEC: {**LESS, "hyperParameters": {"epochCount": 3}}}
    assert taken.diff(updated, more).replaces == (SPEC,)


def test_a_job_of_which_a_program_says_something_else(elsewhere: Elsewhere) -> None:
    """What it says must agree; another value trains again, whatever it leaves out beside it."""
    taken, read, inputs = imported(elsewhere)
    other = {**inputs, SPEC: {**LESS, "hyperParameters": {"epochCount": 3}}}
    change = taken.diff(read, other)
    assert change.replaces == (SPEC,)
    assert "hyperParameters.epochCount 2 → 3" in str(change.summary)
    elsewhere_data = {**inputs, SPEC: {"trainingDatasetUri": "gs://my-data/other.jsonl"}}
    assert taken.diff(read, elsewhere_data).replaces == (SPEC,)


def test_a_job_of_ones_own_trains_again(elsewhere: Elsewhere) -> None:
    """A setting that the program itself has said, and no longer says, is another training."""
    taken, read, inputs = imported(elsewhere)
    updated = taken.update(read, {**inputs, "labels": {"team": "search"}})
    assert taken.diff(updated, {**inputs, SPEC: LESS}).replaces == (SPEC,)


def test_a_model_without_data_of_which_a_program_says_less(elsewhere: Elsewhere) -> None:
    """A model's settings may be left out before the data is told, too."""
    taken = Taken(TunedModelKind(), elsewhere)
    result = taken.take_in(elsewhere.model())
    taken.again()
    news = {**(result.inputs or {}), "hyperparameters": {"epochCount": 5}}
    change = taken.diff(result, news)
    assert change.replaces == ()
    assert "leaves hyperparameters.batchSize, hyperparameters.learningRate of" in str(
        change.summary
    )
    updated = taken.update(result, news)
    taken.again()
    assert not taken.diff(updated, news).any
    assert len(elsewhere.emulator.trainings()) == 1


@pytest.mark.parametrize(
    ("now", "stats", "said"),
    [
        (32, {}, ""),
        (20, {}, "it has 20 rows, and Google counted 32. Nothing is trained"),
        (40, {}, "it has 40 rows, and Google counted 32. Nothing is trained"),
        (32, {"tuningDatasetExampleCount": 30, "totalTruncatedExampleCount": 2}, ""),
        (
            40,
            {"tuningDatasetExampleCount": 30, "totalTruncatedExampleCount": 2},
            "Google counted 30 and left out 2",
        ),
        (40, {"truncatedExampleIndices": [3]}, ""),
        (20, {"tuningDatasetExampleCount": None}, ""),
    ],
)
def test_rows_that_a_job_was_not_trained_on(
    elsewhere: Elsewhere, now: int, stats: dict[str, Any], said: str
) -> None:
    """The data set is told after its object was overwritten: Google's count of rows shows it.

    Google may leave rows out, tell only some of them, or tell no number at all.
    """
    taken, read, inputs = imported(elsewhere)
    shown = {**read.outputs["tuningDataStats"]["supervisedTuningDataStats"], **stats}
    outputs = {**read.outputs, "tuningDataStats": {"supervisedTuningDataStats": shown}}
    text = elsewhere.rows(rows=(job_world.ROWS * 2)[:now])
    Path("train.jsonl").write_text(text)
    data = Taken(TuningDatasetKind(), elsewhere, run=taken.run)
    told = data.take_in(URI)
    assert "takes source" in str(data.diff(told, {**told.inputs, "source": "train.jsonl"}).summary)
    change = taken.life.diff(taken.call, read.id, inputs, outputs, taken.check(inputs, inputs))
    assert not change.any
    assert (said in "".join(taken.warned)) if said else taken.warned == []

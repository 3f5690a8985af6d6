"""What can't be imported says so in the program, before anything is registered."""

from __future__ import annotations

import pulumi
import pytest

import pulumi_google_tuning as tuning

OPTIONS = pulumi.ResourceOptions(import_="some/name")


def _model() -> None:
    tuning.TunedModel("it", training_data=[["1", "2"]], opts=OPTIONS)


def _explicit_model() -> None:
    tuning.TunedModel("it", training_data=[["1", "2"]], tuned_model_id="numbers", opts=OPTIONS)


def _permission() -> None:
    model = "tunedModels/numbers"
    tuning.TunedModelPermission(
        "it", tuned_model=model, grantee_type="EVERYONE", role="READER", opts=OPTIONS
    )


def _dataset() -> None:
    tuning.TuningDataset("it", source="train.jsonl", bucket="data", opts=OPTIONS)


def _job() -> None:
    tuning.TuningJob("it", base_model="gemini-3.5-flash", opts=OPTIONS)


@pytest.mark.parametrize(
    ("declare", "way"),
    [
        (_model, "Declare it with `tuned_model_id` and `adopt=True`"),
        (_explicit_model, "Declare it with `tuned_model_id` and `adopt=True`"),
        (_permission, "Declare it with the same model, grantee and role"),
        (_dataset, "Declare it with its rows"),
        (_job, "can't be taken over"),
    ],
)
def test_an_import_in_a_program(declare: object, way: str) -> None:
    """Each resource ends with one sentence that has the way that there is."""
    assert callable(declare)
    with pytest.raises(pulumi.RunError) as refused:
        declare()
    assert "can't be imported" in str(refused.value)
    assert way in str(refused.value)

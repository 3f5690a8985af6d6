"""Names, filters and messages of the emulated Vertex AI."""

from __future__ import annotations

import pytest

from google_tuning_emulator.vertex.filters import parse_filter
from google_tuning_emulator.vertex.messages import MESSAGES
from google_tuning_emulator.vertex.names import (
    Place,
    model_reference,
    place,
    random_number,
    split_version,
)
from google_tuning_emulator.wire.errors import ApiError

HERE = Place("123456789012", "us-central1")
VALUES = {"state": "JOB_STATE_RUNNING"}
LABELS = {"team": "a", "stack-name": "x_1", "empty": ""}


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("", True),
        ("labels.team=a", True),
        ('labels.team="a"', True),
        ("labels.team='a'", True),
        ("labels.team = b", False),
        ("labels.team:*", True),
        ("labels.empty:*", True),
        ("labels.none:*", False),
        ("labels.stack-name=x_1", True),
        ("state=JOB_STATE_RUNNING", True),
        ('state="JOB_STATE_FAILED"', False),
        ('labels.team=a AND state="JOB_STATE_RUNNING"', True),
        ("labels.team=a AND labels.none:*", False),
    ],
)
def test_filters(text: str, matches: bool) -> None:
    """Equality and presence, joined by AND, quoted or not."""
    assert parse_filter(text, ("state",)).matches(VALUES, LABELS) == matches


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "labels.team",
        "labels.team!=a",
        "labels.team=a OR labels.team=b",
        "labels.team=a labels.b=c",
        "NOT labels.team=a",
        "display_name=x",
        "labels.team:a",
        "state>1",
    ],
)
def test_filters_that_are_none(text: str) -> None:
    """Anything else is a 400, never an empty list."""
    with pytest.raises(ApiError) as raised:
        parse_filter(text, ("state",))
    assert raised.value.code == 400


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("projects/123456789012/locations/us-central1/models/5", ("5", "")),
        ("projects/my-project/locations/us-central1/models/5@2", ("5", "2")),
        ("projects/my-project/locations/us-central1/models/5@default", ("5", "default")),
        ("projects/my-project/locations/europe-west4/models/5", None),
        ("projects/999999999999/locations/us-central1/models/5", None),
        ("models/5", None),
        ("projects/my-project/locations/us-central1/endpoints/5", None),
    ],
)
def test_model_names(name: str, found: tuple[str, str] | None) -> None:
    """A model is named by project id or number, in the place at hand, with or without version."""
    reference = model_reference(name, HERE)
    assert (reference and (reference.model_id, reference.version)) == found


def test_places() -> None:
    """A project's id and its number are the same place; another number is nobody's."""
    assert place("my-project", "us-central1", HERE.number) == HERE
    assert place(HERE.number, "us-central1", HERE.number) == HERE
    assert place("my-project", "global", HERE.number).name == (
        "projects/123456789012/locations/global"
    )
    for project, location, code in (
        ("999999999999", "us-central1", 403),
        ("My_Project", "us-central1", 403),
        ("my-project", "mars", 400),
    ):
        with pytest.raises(ApiError) as raised:
            place(project, location, HERE.number)
        assert raised.value.code == code


def test_ids() -> None:
    """Ids are numbers of 19 digits that fit 63 bits; versions come after an @."""
    ids = {random_number() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(each) == 19 and int(each) < 2**63 for each in ids)
    assert split_version("5@2") != split_version("5")


def test_a_message_goes_round() -> None:
    """What was read is shown again as Google writes it, in its own version only."""
    given = {
        "base_model": "x",
        "supervised_tuning_spec": {
            "hyper_parameters": {"epoch_count": "9007199254740993", "adapterSize": 6}
        },
        "output_uri": "gs://b",
        "state": "JOB_STATE_RUNNING",
        "name": "ignored",
    }
    parsed = MESSAGES["v1beta1"].parse("TuningJob", given)
    shown = MESSAGES["v1beta1"].render_message("TuningJob", parsed)
    assert shown == {
        "baseModel": "x",
        "supervisedTuningSpec": {
            "hyperParameters": {"epochCount": "9007199254740993", "adapterSize": "ADAPTER_SIZE_TWO"}
        },
        "outputUri": "gs://b",
    }
    size = shown["supervisedTuningSpec"]["hyperParameters"]["adapterSize"]
    assert size.number == 6
    assert "outputUri" not in MESSAGES["v1"].render_message("TuningJob", parsed)

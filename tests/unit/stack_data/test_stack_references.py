"""References in the stack as data: how they are written, and what they give."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_google_tuning.stack_data.references import (
    Reference,
    as_text,
    only_reference,
    parse,
    value_at,
)


@pytest.mark.parametrize(
    ("text", "key", "steps"),
    [
        ("${tunedModels.base.name}", ("tunedModels", "base"), ("name",)),
        ("${tunedModels.3.name}", ("tunedModels", "3"), ("name",)),
        ("${tunedModels.my model-1.name}", ("tunedModels", "my model-1"), ("name",)),
        ('${tunedModels["a.b"].name}', ("tunedModels", "a.b"), ("name",)),
        ("${tunedModels['a}b'].name}", ("tunedModels", "a}b"), ("name",)),
        ('${tunedModels["a${b"].name}', ("tunedModels", "a${b"), ("name",)),
        ('${tunedModels["a\\"b\\\\"]["name"]}', ("tunedModels", 'a"b\\'), ("name",)),
        (
            "${tuningJobs.j.tunedModel.checkpoints[0].endpoint}",
            ("tuningJobs", "j"),
            ("tunedModel", "checkpoints", 0, "endpoint"),
        ),
    ],
)
def test_how_a_reference_is_written(text: str, key: tuple[str, str], steps: Any) -> None:
    """Dots lead inwards, brackets hold names with any character in them, and places in a list."""
    parts, faults = parse(text)
    assert faults == []
    reference = only_reference(parts)
    assert reference == Reference(text, *key, steps)


def test_references_in_a_text() -> None:
    """What is around references stays as it is; `$${` is how `${` is written."""
    parts, faults = parse("a ${datasets.d.uri}${datasets.e.uri} $${x} $ {y} $b$")
    assert faults == []
    texts = [part.text if isinstance(part, Reference) else part for part in parts]
    assert texts == ["a ", "${datasets.d.uri}", "${datasets.e.uri}", " ", "${", "x} $ {y} $b$"]
    assert only_reference(parts) is None
    assert parse("$${") == (["${"], [])
    assert parse("") == ([], [])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("${}", "${}"),
        ("${HOME}", "${HOME}"),
        ("x ${tunedModels.m} y", "${tunedModels.m}"),
        ("${tunedModels..name}", "${tunedModels..name}"),
        ("${tunedModels.m.name", "${tunedModels.m.name"),
        ("${tunedModels[m].name}", "${tunedModels[m].name}"),
        ("${ tunedModels.m.name }", "${ tunedModels.m.name }"),
    ],
)
def test_what_is_no_reference_is_shown(text: str, shown: str) -> None:
    """A `${` that begins no reference is never taken for text: it is shown, with the way out."""
    _, (fault,) = parse(text)
    write = "write ${tunedModels.NAME.OUTPUT}, or $${ for the characters ${"
    assert fault == f"{shown} is not a reference: {write}"


def test_the_way_into_an_output() -> None:
    """Steps find nested values in either spelling; a way that ends early gives nothing."""
    value = {"checkpoints": [{"checkpoint_id": "1", "endPoint": "e"}]}
    assert value_at(value, ()) == value
    assert value_at(value, ("checkpoints", 0, "checkpointId")) == "1"
    assert value_at(value, ("checkpoints", 0, "checkpoint_id")) == "1"
    assert value_at(value, ("checkpoints", 0, "end_point")) == "e"
    for steps in (("checkpoints", 1), ("no",), ("checkpoints", "0"), (0,), ("no", "more")):
        assert value_at(value, steps) is None
    assert value_at(None, ("a",)) is None


@pytest.mark.parametrize(
    ("value", "text"), [(5.0, "5"), (5, "5"), (0.25, "0.25"), (True, "true"), ("a", "a")]
)
def test_values_in_a_text(value: Any, text: str) -> None:
    """A number that came over the engine's wire reads as it was, and a boolean as in YAML."""
    assert as_text(value) == text

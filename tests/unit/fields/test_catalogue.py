"""The catalogue of base models, and how one is looked up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from pulumi_google_tuning.fields.catalogue import Catalogue, catalogue
from pulumi_google_tuning.fields.model_names import one_form
from pulumi_google_tuning.fields.schema_files import load_schema, schema_path

DOCUMENT = load_schema("catalogue.json")
TODAY = date(2026, 11, 28)


def test_the_catalogue_is_of_its_schema() -> None:
    """Every entry has the form that its schema describes, and a schema refuses a bare value."""
    schema = Draft202012Validator(load_schema("catalogue"))
    Draft202012Validator.check_schema(load_schema("catalogue"))
    assert [error.message for error in schema.iter_errors(DOCUMENT)] == []
    bare = json.loads(schema_path("catalogue.json").read_text(encoding="utf-8"))
    bare["models"][0]["cmek"] = False
    assert not schema.is_valid(bare)


def _sources(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("source"), str):
            yield part["source"]
        for each in part.values():
            yield from _sources(each)
    elif isinstance(part, list):
        for each in part:
            yield from _sources(each)


def test_every_fact_has_a_source_with_a_date() -> None:
    """Each source that a fact names is there, each that is there is named, none is from later."""
    named = set(_sources({key: DOCUMENT[key] for key in ("methods", "families", "models")}))
    assert named == set(DOCUMENT["sources"])
    as_of = date.fromisoformat(DOCUMENT["asOf"])
    assert all(date.fromisoformat(one["date"]) <= as_of for one in DOCUMENT["sources"].values())


def test_names_are_of_one_model_each() -> None:
    """No name or alias is two models', and each model has a family and a successor that is known.

    A name stands in its usual spelling, which is the form that names are compared in.
    """
    known = catalogue()
    names = [name for each in known.models for name in each.names]
    assert len(names) == len(set(names))
    assert all(each.name == one_form(each.name) for each in known.models)
    after = {each.value("successor") for each in known.models} - {None}
    assert all(known.of_vertex(name) for name in after)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("gemini-3.5-flash", "gemini-3.5-flash"),
        ("publishers/google/models/gemini-3.5-flash", "gemini-3.5-flash"),
        ("gemini-2.0-flash", "gemini-2.0-flash-001"),
        (
            "publishers/meta/models/llama3_1@llama-3.1-8b-instruct",
            "meta/llama3_1@llama-3.1-8b-instruct",
        ),
        ("publishers/google/models/gemma3@gemma-3-4b-it", "google/gemma3@gemma-3-4b-it"),
        ("gemini-9-flash", None),
        ("models/gemini-1.5-flash-001-tuning", None),
        ("", None),
    ],
)
def test_a_model_is_found_by_any_spelling(name: str, found: str | None) -> None:
    """Short, long and alias lead to one entry; what isn't there is None."""
    model = catalogue().of_vertex(name)
    assert (model.name if model else None) == found


def test_a_family_says_what_its_models_do_not() -> None:
    """A fact of the family is each model's, and a model's own goes first."""
    flash, pro = (catalogue().of_vertex(f"gemini-2.5-{one}") for one in ("flash", "pro"))
    assert flash
    assert pro
    assert flash.value("notTunedIn") == ["global"]
    assert (flash.value("adapterSizes")[-1], pro.value("adapterSizes")[-1]) == (16, 8)
    assert flash.fact("cmek") is None
    assert flash.price("reinforcement") is None
    price = flash.price("supervised")
    assert price is not None
    assert price.value == 5.0
    assert price.where().startswith("cloud.google.com/")


@pytest.mark.parametrize(
    ("model", "day", "state"),
    [
        ("gemini-3.5-flash", "2026-11-28", "can be tuned"),
        ("gemini-3.6-flash", "2026-11-28", "not to be tuned"),
        ("gemini-2.5-flash", "2026-09-19", "retires 2026-10-20"),
        ("gemini-2.5-flash", "2026-09-20", "closed to new users, retires 2026-10-20"),
        ("gemini-2.5-flash", "2026-10-20", "retired 2026-10-20, extended access"),
        ("gemini-2.0-flash", "2026-05-31", "ends 2026-06-01"),
        ("gemini-2.0-flash", "2026-06-01", "ended 2026-06-01"),
    ],
)
def test_a_state_is_of_a_day(model: str, day: str, state: str) -> None:
    """What can be done with a model depends on the day that the caller names, on no clock."""
    found = catalogue().of_vertex(model)
    assert found is not None
    assert found.state(date.fromisoformat(day)) == state


def test_what_can_be_tuned() -> None:
    """Models that are retired, closed or not tuned are not offered, nor those of another method."""
    named = {each.name for each in catalogue().tunable("supervised", TODAY)}
    assert {"gemini-3.5-flash", "translation-llm-002", "google/gemma3@gemma-3-4b-it"} <= named
    assert not {"gemini-2.5-flash", "gemini-2.0-flash-001", "gemini-3.6-flash"} & named
    names = [each.name for each in catalogue().tunable("reinforcement", TODAY)]
    assert names == ["gemini-3.5-flash"]


def test_one_model_under_two_names() -> None:
    """Spellings and aliases are one model; another version or publisher is another one."""
    same = catalogue().same
    assert same("gemini-2.0-flash", "publishers/google/models/gemini-2.0-flash-001")
    assert same("gemini-9", "publishers/google/models/gemini-9")
    assert not same("gemini-2.5-flash", "gemini-2.5-flash-lite")
    assert not same("meta/llama3_1@llama-3.1-8b", "other/llama3_1@llama-3.1-8b")


def test_the_age_is_counted_from_the_day_it_was_looked_at() -> None:
    """The age is in days, on the day that the caller names."""
    assert Catalogue({**DOCUMENT, "asOf": "2026-11-01"}).age_days(TODAY) == 27

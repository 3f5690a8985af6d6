"""The spellings of a base model's name."""

from __future__ import annotations

import pytest

from pulumi_google_tuning.fields.model_names import is_open, one_form

USUAL = (
    "gemini-2.5-flash",
    "gemini-3.5-flash",
    "translation-llm-002",
    "veo-3.0-generate-001",
    "text-bison@002",
    "google/gemma3@gemma-3-4b-it",
    "meta/llama3_1@llama-3.1-8b-instruct",
    "qwen/qwen3-5@qwen3.5-9b",
)


@pytest.mark.parametrize("name", USUAL)
def test_the_usual_spelling_is_the_one_form(name: str) -> None:
    """What Google's pages write stays as it is, so no identity made of it changes."""
    assert one_form(name) == name
    assert one_form(one_form(name)) == name


@pytest.mark.parametrize("name", USUAL)
def test_short_long_and_full_are_one(name: str) -> None:
    """A name with its publisher, and one with a project before that, are the same model's."""
    publisher, _, model = name.rpartition("/")
    long = f"publishers/{publisher or 'google'}/models/{model}"
    assert one_form(long) == name
    assert one_form(f"projects/p/locations/us-central1/{long}") == name
    assert one_form(f"{publisher or 'google'}/{model}") == name


@pytest.mark.parametrize(
    "name", ["", "/", "a/b/c", "publishers/google/models/", "gs://bucket/x", "models/gemini-1.5"]
)
def test_what_is_no_name_stays(name: str) -> None:
    """Nothing is guessed of a text that isn't a model's name on Vertex AI."""
    assert one_form(name) == name


def test_open_models() -> None:
    """An open model is told by its form, in the long spelling too, and Google's own by theirs."""
    assert is_open("google/gemma3@gemma-3-4b-it")
    assert is_open("publishers/meta/models/llama3_1@llama-3.1-8b-instruct")
    assert not is_open("gemini-2.5-flash")
    assert not is_open("publishers/google/models/gemini-2.5-flash")
    assert not is_open("google/gemma-3-4b-it")

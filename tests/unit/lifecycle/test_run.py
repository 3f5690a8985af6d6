"""What a run of the engine knows of its resources, and of no other run."""

from __future__ import annotations

import pytest

from pulumi_google_tuning.data.pairs.examples import read
from pulumi_google_tuning.data.problems import DataError
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.lifecycle.run import Run


def test_a_text_is_news_once_a_resource() -> None:
    """The second comparison of a refresh repeats nothing; others say their own."""
    run = Run()
    assert run.is_news("urn:a", "patches displayName")
    assert not run.is_news("urn:a", "patches displayName")
    assert run.is_news("urn:a", "patches description")
    assert run.is_news("urn:b", "patches displayName")
    assert Run().is_news("urn:a", "patches displayName")


def test_a_replacement_is_known_by_urn_and_address() -> None:
    """What is replaced is known for this run alone; a resource without a urn is none of them."""
    run = Run()
    run.note_replacement("urn:a", {"gs://b/x.jsonl"})
    run.note_replacement(None, {"gs://b/y.jsonl"})
    assert run.replaces("urn:a")
    assert not run.replaces(None)
    assert run.replaces_address("gs://b/x.jsonl")
    assert run.replaces_address("gs://b/y.jsonl")
    assert not run.replaces_address("gs://b/z.jsonl")
    assert not Run().replaces("urn:a")


def test_a_list_is_kept_for_the_run_that_checked_it() -> None:
    """A create has the rows that its own run has checked, and asks for another run otherwise."""
    run, schema = Run(), ResourceSchema.load("tuned_model")
    examples = read([("1", "2")])
    run.data.keep(examples)
    inputs = {"trainingData": examples.summary()}
    assert run.data.get(schema, inputs) == examples
    with pytest.raises(DataError, match="no longer in memory"):
        Run().data.get(schema, inputs)

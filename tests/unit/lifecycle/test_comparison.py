"""What the server shows, as inputs: in the program's own form wherever both mean the same."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.lifecycle.comparison import (
    changed,
    differences,
    drifted,
    in_words,
    shown,
    trained_differences,
)
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind


class Kind(TuningJobKind):
    """A kind with a field of each sort; only its schema matters here."""

    schema = ResourceSchema.of(
        {
            "title": "Anything",
            "properties": {
                "label": {"x-change": "patch"},
                "labels": {"x-change": "patch"},
                "count": {"x-change": "patch", "type": "integer"},
                "on": {"x-change": "patch", "type": "boolean"},
                "spec": {"x-change": "replace", "x-trained": True},
                "deep": {"x-change": "patch", "x-body": "inside.deep"},
                "silent": {"x-change": "replace", "x-server-silent": True},
                "ours": {"x-change": "none", "x-provider-only": True},
                "next": {"x-change": "store"},
            },
        }
    )

    def shown(self, obj: Any, inputs: Any, read: Any) -> Any:
        """Leave what was read as it is."""
        del obj, inputs
        return read


KIND = Kind()


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ({"count": 5}, {"count": "5"}),
        ({"count": 5.0}, {"count": 5}),
        ({"count": 0}, {}),
        ({"on": False}, {}),
        ({"label": ""}, {}),
        ({"labels": {"a": "1"}}, {"labels": {"a": "1", "b": "2"}}),
        ({"labels": {}}, {"labels": {"b": "2"}}),
        ({"deep": "x"}, {"inside": {"deep": "x"}}),
        ({"silent": "x", "ours": "y", "next": "z"}, {"silent": "1", "ours": "2", "next": "3"}),
        ({"label": None}, {"label": "hers"}),
    ],
)
def test_another_form_is_shown_as_declared(mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    """Forms, Google's own choices and what can't differ leave nothing to tell."""
    seen = shown(KIND, theirs, mine)
    assert seen == {name: value for name, value in mine.items() if value is not None}
    assert differences(KIND.schema, mine, seen) == []
    assert drifted(KIND.schema, mine, seen) == mine


@pytest.mark.parametrize(
    ("mine", "theirs", "paths", "now"),
    [
        ({"label": "a"}, {"label": "b"}, ["label"], {"label": "b"}),
        ({"label": "a"}, {}, ["label"], {}),
        ({"on": True}, {"on": 1}, ["on"], {"on": 1}),
        (
            {"labels": {"a": "1", "b": "2"}},
            {"labels": {"a": "1", "b": "3", "c": "4"}},
            ["labels.b"],
            {"labels": {"a": "1", "b": "3"}},
        ),
        ({"labels": {"a": "1"}}, {}, ["labels.a"], {"labels": {}}),
        (
            {"deep": {"x": {"y": [1, 2]}}},
            {"inside": {"deep": {"x": {"y": [1]}}}},
            ["deep.x.y"],
            {"deep": {"x": {"y": [1]}}},
        ),
    ],
)
def test_what_differs_is_named_and_taken_over(
    mine: dict[str, Any], theirs: dict[str, Any], paths: list[str], now: dict[str, Any]
) -> None:
    """A real difference is named by its path, and a refresh has the server's value of it."""
    seen = shown(KIND, theirs, mine)
    assert [one.path for one in changed(KIND.schema, mine, seen)] == paths
    assert drifted(KIND.schema, mine, seen) == now


def test_what_was_trained_on_is_no_drift_and_tells_a_stranger() -> None:
    """Of a training the server's other values are evidence, and what it doesn't show is none."""
    mine = {"spec": {"a": 1, "b": 2, "c": 3}, "label": "a"}
    seen = shown(KIND, {"spec": {"a": 1, "b": 5}, "label": "b"}, mine)
    assert [one.path for one in changed(KIND.schema, mine, seen)] == ["label"]
    assert trained_differences(KIND.schema, mine, seen) == ["spec.b"]


@pytest.mark.parametrize(
    ("mine", "theirs", "secret", "said"),
    [
        ({"label": "a"}, {"label": "b"}, (), 'label: "a" → "b"'),
        ({"label": "a"}, {"label": "b"}, ("label",), "label (secret)"),
        ({"labels": {"a": "1"}}, {"labels": {"a": "2"}}, ("labels",), "labels.a (secret)"),
        ({"label": "a"}, {}, (), 'label: "a" → unset'),
        ({"count": 1, "on": True}, {"count": 2, "on": False}, (), "count: 1 → 2, on: true → false"),
        ({"label": "a"}, {"label": "b\x1b[2J\n::set"}, (), r'label: "a" → "b\u001b[2J\n::set"'),
        ({"label": "a"}, {"label": "ya29.hush-hush"}, (), 'label: "a" → "[secret]'),
        ({"label": "a"}, {"label": "b" * 999}, (), f'label: "a" → "{"b" * 58}…'),
    ],
)
def test_drift_says_from_what_to_what(
    mine: dict[str, Any], theirs: dict[str, Any], secret: tuple[str, ...], said: str
) -> None:
    """Both values stand on one line of a bounded length; of a secret only that it changed."""
    told = in_words(changed(KIND.schema, mine, shown(KIND, theirs, mine)), secret)
    assert told.startswith(said)
    assert len(told) <= len(said) + 1

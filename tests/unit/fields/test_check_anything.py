"""What holds for the check whatever the inputs are."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_google_tuning.data.pairs.examples import read
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.fields.spelling import snake
from pulumi_google_tuning.fields.values import UNKNOWN
from pulumi_google_tuning.lifecycle.check import Checked, check

MODEL = ResourceSchema.load("tuned_model")
PERMISSION = ResourceSchema.load("tuned_model_permission")
FULL: dict[str, Any] = {
    "baseModel": "models/x",
    "trainingData": [["1", "2"], {"text_input": "3", "output": "4"}],
    "hyperparameters": {"epochCount": 5, "batchSize": 4, "learningRate": 0.001},
    "displayName": "d",
    "description": "d",
    "temperature": 0.5,
    "topP": 0.9,
    "topK": 40,
    "readerProjectNumbers": ["1", "2"],
    "tunedModelId": "a",
    "apiVersion": "v1beta",
    "wait": False,
    "adopt": True,
    "revision": "2",
    "retrain": "deny",
    "delete": "deny",
    "timeouts": {"create": "6h"},
    "onTimeout": "keep",
}
GRANT: dict[str, Any] = {
    "tunedModel": "tunedModels/x",
    "granteeType": "USER",
    "emailAddress": "a@b",
    "role": "READER",
    "apiVersion": "v1beta3",
    "adopt": True,
    "delete": "deny",
}
Path = tuple[str | int, ...]


def _paths(value: Any, path: Path = ()) -> Iterator[Path]:
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in parts:
        yield (*path, key)
        if isinstance(item, (dict, list)):
            yield from _paths(item, (*path, key))


def _replaced(value: Any, path: Path, new: Any) -> Any:
    changed = at = copy.deepcopy(value)
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = new
    return changed


CASES = [(schema, good) for schema, good in ((MODEL, FULL), (PERMISSION, GRANT))]
SPOTS = [(schema, good, path) for schema, good in CASES for path in _paths(good)]


def _name(value: Any) -> str | None:
    return ".".join(map(str, value)) if isinstance(value, tuple) else None


def test_the_full_inputs_are_right() -> None:
    """The inputs that the tests below damage are right as they are, and name every field."""
    assert check(MODEL, FULL).failures == check(PERMISSION, GRANT).failures == []
    assert {field.name for field in MODEL.inputs} - {*FULL} == {"tunedModelSource"}
    assert {field.name for field in PERMISSION.inputs} == {*GRANT}


@pytest.mark.parametrize(("schema", "good", "path"), SPOTS, ids=_name)
def test_unknown_passes_anywhere(schema: ResourceSchema, good: dict[str, Any], path: Path) -> None:
    """A value that a preview doesn't know yet fails nothing and stays what it is."""
    checked = check(schema, _replaced(good, path, UNKNOWN))
    assert checked.failures == []
    at: Any = checked.inputs
    for step in path[:1] if path[0] == "trainingData" else path:
        at = at[step]
    assert at is UNKNOWN


@given(st.sets(st.sampled_from([path for path in _paths(FULL) if len(path) == 1])))
def test_unknowns_pass_together(paths: set[Path]) -> None:
    """Any number of unknown values passes."""
    news = FULL
    for path in paths:
        news = _replaced(news, path, UNKNOWN)
    assert check(MODEL, news).failures == []


def test_two_unknown_items_are_not_the_same() -> None:
    """Whether items repeat each other is decided once they are known."""
    news = {**FULL, "readerProjectNumbers": ["1", UNKNOWN, UNKNOWN]}
    assert check(MODEL, news).failures == []


def test_unknown_counts_as_present() -> None:
    """Two fields that exclude each other are a mistake in the program, whatever comes of one."""
    both = {**FULL, "tunedModelSource": UNKNOWN}
    (failure,) = check(MODEL, both).failures
    assert (failure.path, failure.reason) == (
        "tunedModelSource",
        "can't be given together with baseModel",
    )
    both = {**FULL, "apiVersion": "v1beta3", "readerProjectNumbers": UNKNOWN}
    (failure,) = check(MODEL, both).failures
    assert failure.path == "readerProjectNumbers"
    assert check(MODEL, {**both, "apiVersion": UNKNOWN}).failures == []


def test_an_unknown_hides_no_mistake() -> None:
    """What is known is checked in the preview, beside what isn't."""
    rows = [["1", UNKNOWN], ["1", ""]]
    news = {**FULL, "trainingData": rows, "topK": 0, "displayName": UNKNOWN}
    found = {failure.path: failure.reason for failure in check(MODEL, news).failures}
    assert found == {
        "topK": "is 0; it must be at least 1",
        "trainingData": "trainingData[1]: output is empty",
    }


KEYS = [
    *(field.name for field in MODEL.fields.values()),
    *(snake(field.name) for field in MODEL.fields.values()),
    *MODEL.fields["hyperparameters"].schema["properties"],
    *("__provider", "path", "sha256", "create", "input", "output"),
]
keys = st.sampled_from(KEYS) | st.text(max_size=5)
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.from_regex(r"[0-9]{1,3}(\.[0-9])?(e[0-9]{1,4})?(ms|h)?", fullmatch=True)
    | st.sampled_from([UNKNOWN, 10**400, "9" * 5000, "models/x", "v1beta3", "\ud800"])
)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(keys, inner, max_size=5)
    ),
    max_leaves=12,
)


@given(st.dictionaries(keys, anything, max_size=6), st.booleans())
def test_no_input_breaks_the_check(news: dict[str, Any], on_top: bool) -> None:
    """Whatever a program passes, it gets failures in words; and what passes, passes again."""
    before = copy.deepcopy(news)
    checked = check(MODEL, {**FULL, **news} if on_top else news)
    assert isinstance(checked, Checked)
    assert repr(news) == repr(before)
    for failure in checked.failures:
        assert failure.path
        assert (failure.path + failure.reason).encode()
    if not checked.failures:
        again = check(MODEL, checked.inputs)
        assert (again.inputs, again.failures) == (checked.inputs, [])


@given(spot=st.sampled_from(SPOTS), new=anything)
def test_one_damaged_value_is_named(
    spot: tuple[ResourceSchema, dict[str, Any], Path], new: Any
) -> None:
    """A failure stands on the property that is wrong, not on its neighbour."""
    schema, good, path = spot
    top = str(path[0])
    related = {
        "baseModel": {"tunedModelSource"},
        "granteeType": {"emailAddress"},
        "apiVersion": {"readerProjectNumbers", "hyperparameters"},
    }
    for failure in check(schema, _replaced(good, path, new)).failures:
        named = failure.path.split(".")[0].split("[")[0]
        assert named in {top, *related.get(top, ())}


def test_examples_come_with_the_inputs() -> None:
    """The create that follows in this process has the examples at hand."""
    checked = check(MODEL, FULL)
    assert checked.data is not None
    assert checked.data.rows() == read(FULL["trainingData"]).rows()
    assert check(MODEL, checked.inputs).data is None

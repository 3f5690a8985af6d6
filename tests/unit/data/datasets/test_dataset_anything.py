"""Anything may be given: a dataset is valid or a DataError, and both ways of checking agree."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pulumi_google_tuning.data.datasets.rows import dataset_schema
from pulumi_google_tuning.data.datasets.scan import FORMATS, known_problems, scan
from pulumi_google_tuning.data.problems import DataError
from pulumi_google_tuning.fields.values import UNKNOWN, DataText

ROLES = st.sampled_from(["user", "model", "system", "User", "", 5])
PARTS: Any = st.lists(
    st.dictionaries(
        st.sampled_from(["text", "fileData", "file_data", "functionCall", "thought", "x"]),
        st.sampled_from(
            [
                "a",
                "",
                True,
                {"name": "f"},
                {"mimeType": "image/png", "fileUri": "gs://a/b"},
                {"mime_type": "image/png", "fileUri": "gs:/a"},
            ]
        ),
        max_size=2,
    ),
    max_size=2,
)
TURNS = st.lists(
    st.fixed_dictionaries({}, optional={"role": ROLES, "parts": PARTS, "content": st.just("a")}),
    max_size=4,
)
COMPLETIONS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "score": st.sampled_from([0, 1, 0.0, True, 2]),
            "completion": st.fixed_dictionaries({"role": ROLES, "parts": PARTS}),
        },
    ),
    max_size=3,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)
SYSTEM = st.fixed_dictionaries({"parts": PARTS})
ROWS = st.fixed_dictionaries(
    {},
    optional={
        "contents": TURNS,
        "messages": TURNS,
        "completions": COMPLETIONS,
        "systemInstruction": SYSTEM,
        "system_instruction": SYSTEM,
        "labels": JSON,
    },
)


def _cyclic() -> list[Any]:
    row: dict[str, Any] = {}
    row["contents"] = [row]
    return [row]


def _nested(depth: int) -> dict[str, Any]:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return {"labels": value}


@pytest.mark.parametrize("form", FORMATS)
@settings(deadline=None)  # a busy machine breaks any
@given(row=ROWS | JSON)
def test_quick_and_worded_agree(form: str, row: object) -> None:
    """A row that the compiled check refuses has words, and one with words is refused."""
    schema = dataset_schema(form)
    line = json.dumps(row).encode()
    assert (schema.read(line) is None) == bool(schema.problems(line))


@pytest.mark.parametrize("form", FORMATS)
@settings(deadline=None)  # a busy machine breaks any
@given(
    line=st.binary() | st.text().map(str.encode) | JSON.map(lambda row: json.dumps(row).encode())
)
@example(line=b"[" * 100_000)
@example(line=b'{"labels": ' * 600 + b"1" + b"}" * 600)
@example(line=b'{"labels": {"a": 1' + b"0" * 5000 + b"}}")
def test_any_line_is_read_or_refused(form: str, line: bytes) -> None:
    """No bytes whatever make the check itself fail."""
    schema = dataset_schema(form)
    assert schema.read(line) is not None or schema.problems(line)


@pytest.mark.parametrize("form", FORMATS)
@settings(deadline=None)  # a busy machine breaks any
@given(value=st.lists(ROWS | JSON, max_size=3) | JSON | st.text().map(DataText))
@example(value=[{"labels": {"a": UNKNOWN}}])
@example(value=DataText("\ud800"))
def test_any_value_is_a_data_set_or_a_data_error(form: str, value: object) -> None:
    """Whatever a program passes, the answer is a dataset or a DataError that says why not."""
    known_problems(value, form)
    try:
        assert scan(value, form).count >= 1
    except DataError as error:
        assert error.problems  # noqa: PT017 - either end is right
        str(error).encode()


@pytest.mark.parametrize(
    "rows",
    [_cyclic, lambda: [{"labels": {"a": 10**5000}}]]
    + [lambda depth=depth: [_nested(depth)] for depth in (*range(100, 1000, 25), 50_000)],
)
def test_what_is_too_deep_or_too_long_is_refused(rows: Callable[[], list[Any]]) -> None:
    """Nesting, circles and numbers beyond what Python reads are mistakes of a row."""
    with pytest.raises(DataError) as caught:
        scan(rows())
    assert caught.value.problems
    assert known_problems(rows())


@pytest.mark.parametrize("depth", [*range(100, 1100, 50), 100_000])
def test_a_line_that_is_too_deep_is_refused(depth: int) -> None:
    """A line that Python can parse but not walk through is a mistake of that line."""
    with pytest.raises(DataError) as caught:
        scan(DataText('{"tools": ' + "[" * depth + "]" * depth + "}"))
    assert caught.value.problems[0].startswith("source:1: ")

"""A row is checked with compiled code, which finds good what jsonschema does, and sketched."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_google_tuning.data.pairs.examples import read
from pulumi_google_tuning.data.pairs.rows import RowSchema, row_schema
from pulumi_google_tuning.data.sketch import Sketch
from pulumi_google_tuning.fields.schema_files import load_schema
from pulumi_google_tuning.fields.validation import Validator

_TEXTS = st.text(st.characters(exclude_categories=())) | st.sampled_from(["", "x" * 5001, "\ud800"])
_VALUES = _TEXTS | st.none() | st.booleans() | st.floats() | st.lists(_TEXTS, max_size=1)
_ROWS = st.dictionaries(
    st.sampled_from(["textInput", "text_input", "input", "output", "extra"]), _VALUES
) | st.fixed_dictionaries({"textInput": _TEXTS, "output": _TEXTS})


class _Slow(RowSchema):
    """The same rows without the compiled code."""

    def _is_good(self, row: dict[str, Any], *, many: bool) -> bool:
        return bool(self._validator.is_valid(row))


@given(_ROWS)
def test_the_compiled_schema_changes_no_verdict(row: dict[str, Any]) -> None:
    """Each row has the line, the words and the order of words that jsonschema alone gives."""
    document = load_schema("training_example")
    found = row_schema("training_example").fit(row, many=True)
    assert found == row_schema("training_example").fit(row) == _Slow(document).fit(row)
    if found[0] is not None:
        named = json.loads(found[0].line)
        assert Validator(document).is_valid(named)


@given(st.lists(st.tuples(_GOOD := st.text(min_size=1, max_size=40), _GOOD), min_size=1))
def test_the_sketch_is_that_of_every_state_so_far(rows: list[tuple[str, str]]) -> None:
    """What is hashed of a row never changes: states of earlier versions are compared with."""
    drawn = Sketch()
    for text, wanted in rows:
        drawn.add(json.dumps({"textInput": text}, sort_keys=True).encode(), wanted.encode())
    assert read(rows).summary()["__sketch"] == drawn.text()


@pytest.mark.parametrize("more", [{"pattern": "a"}, {"format": "date"}, {"enum": ["a"]}])
def test_a_schema_that_asks_for_more_is_looked_at_whole(more: dict[str, Any]) -> None:
    """A keyword that lengths don't tell of has each row checked by the schema."""
    document = load_schema("training_example")
    output = {**document["properties"]["output"], **more}
    schema = RowSchema({**document, "properties": {**document["properties"], "output": output}})
    assert not schema._lengths

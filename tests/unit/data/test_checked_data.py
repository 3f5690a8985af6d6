"""The data of a create: what the check read, by the rules of the field that holds it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pulumi_google_tuning.data.checked_data import CheckedData
from pulumi_google_tuning.data.pairs import rows
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.lifecycle.check import check

ROW: dict[str, Any] = {
    "type": "object",
    "properties": {"question": {"type": "string"}, "grade": {"type": "string"}},
    "required": ["question", "grade"],
    "x-max-request-bytes": 90,
}
SCHEMA = ResourceSchema.of(
    {
        "title": "GradedModel",
        "type": "object",
        "properties": {
            "grades": {"x-change": "replace", "x-trained": True, "x-data": "graded_row"}
        },
    }
)


@pytest.fixture(autouse=True)
def _graded_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "load_schema", {"graded_row": ROW}.__getitem__)


def test_a_file_is_read_again_by_its_fields_own_rows(tmp_path: Path) -> None:
    """A field's x-data names the schema of its rows, for the check and for the create alike."""
    path = tmp_path / "grades.jsonl"
    path.write_text('{"question": "7?", "grade": "A"}\n')
    checked = check(SCHEMA, {"grades": str(path)})
    assert checked.failures == []
    data = CheckedData().get(SCHEMA, checked.inputs)
    assert data == checked.data


def test_the_largest_request_is_the_rows_schemas_own(tmp_path: Path) -> None:
    """How large a request may be stands in the schema of the rows that the field names."""
    path = tmp_path / "grades.jsonl"
    path.write_text('{"question": "%s", "grade": "A"}\n' % ("7" * 90))
    assert "takes at most" in check(SCHEMA, {"grades": str(path)}).failures[0].reason

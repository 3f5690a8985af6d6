"""The reference in docs/ is what schema/ says."""

from __future__ import annotations

from pathlib import Path

import pytest

from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from tools import reference

PAGES = reference.pages()


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_no_page_is_out_of_date(path: Path) -> None:
    """What stands in docs/ is what `make docs` would write: run it after a change in schema/."""
    assert (reference.DOCS / path).read_text(encoding="utf-8") == PAGES[path]


@pytest.mark.parametrize("name", reference.RESOURCES)
def test_every_field_is_told(name: str) -> None:
    """Each argument and each output has its row, under the name that Python has for it."""
    page = PAGES[Path("resources") / f"{name}.md"]
    arguments, outputs = page.split("## Outputs")
    schema = ResourceSchema.load(name)
    assert all(f"| `{field.python_name}`" in arguments for field in schema.inputs)
    assert all(f"| `{field.python_name}`" in outputs for field in schema.outputs)


def test_a_table_is_not_torn() -> None:
    """No description breaks the table that it stands in: all its rows have as many cells."""
    for page in PAGES.values():
        rows = [line.replace("\\|", "") for line in page.splitlines() if line.startswith("| ")]
        assert {row.count(" |") for row in rows} <= {3, 4}

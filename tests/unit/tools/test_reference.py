"""The reference in docs/ is what schema/ says."""

from __future__ import annotations

from pathlib import Path

import pytest

from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.resources.registry import RESOURCES
from tools import command_reference, public_names, reference

PAGES = reference.pages()


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_no_page_is_out_of_date(path: Path) -> None:
    """What stands in docs/ is what `make docs` would write: run it after a change in schema/."""
    assert (reference.DOCS / path).read_text(encoding="utf-8") == PAGES[path]


@pytest.mark.parametrize("name", [entry.name for entry in RESOURCES])
def test_every_field_is_told(name: str) -> None:
    """Each argument and each output has its row, under the name that Python has for it."""
    page = PAGES[Path("resources") / f"{name}.md"]
    arguments, outputs = page.split("## Outputs")
    schema = ResourceSchema.load(name)
    assert all(f"| `{field.python_name}`" in arguments for field in schema.inputs)
    assert all(f"| `{field.python_name}`" in outputs for field in schema.outputs)


def test_every_command_is_told() -> None:
    """Each command of the command line has its part of the page, with its options."""
    page = PAGES[Path("command-line.md")]
    for name in command_reference.commands():
        assert f"\n## google-tuning {name}\n\n```\nUsage: google-tuning {name} " in page
    assert "--no-stack" in page


def test_the_public_names_are_the_registrys() -> None:
    """The package's `__init__` is what `make generate` would write."""
    assert public_names.PATH.read_text(encoding="utf-8") == public_names.text()


CELLS = {Path("README.md"): {2}, Path("base-models.md"): {2, 3, 10}}
"""How many cells a row has, where it isn't a table of fields."""


def test_a_table_is_not_torn() -> None:
    """No description breaks the table that it stands in: all its rows have as many cells."""
    for path, page in PAGES.items():
        rows = [line.replace("\\|", "") for line in page.splitlines() if line.startswith("| ")]
        cells = CELLS.get(path, {3, 4})
        assert {row.count(" |") for row in rows} <= cells

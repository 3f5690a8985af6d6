"""The typed forms of the resources: as the schemas say, and one name for one form."""

from __future__ import annotations

from typing import Any

import pytest

from tools.typed_forms import files
from tools.typed_forms.nested import Nested


def test_the_files_are_as_they_would_be_written() -> None:
    """What stands in each resource's folder is what `make generate` writes from schema/."""
    texts = files.texts()
    for path, text in texts.items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is old: run make generate"
    there = set(files.RESOURCES.glob("*/typed/*.py"))
    assert there == set(texts)


def test_two_forms_have_two_names() -> None:
    """Two maps of one key that differ are an error, until one has a name of its own."""

    def within(name: str, inner: dict[str, Any]) -> dict[str, Any]:
        part = {"type": "object", "properties": inner}
        return {name: {"type": "object", "properties": {"hyper": part}}}

    one, other = within("a", {"x": {"type": "string"}}), within("b", {"y": {"type": "string"}})
    with pytest.raises(ValueError, match="two forms are called Hyper: give one an x-type"):
        Nested.of({**one, **other})
    other["b"]["properties"]["hyper"]["x-type"] = "OtherHyper"
    assert {"Hyper", "OtherHyper"} <= set(Nested.of({**one, **other}).classes)

"""docs/performance.md has the figures of one run: those of the result that it names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench import page, tables, targets, topics

_TEXT = "Before\n<!-- start -->\nold\n<!-- end of start -->\nafter\n"
_RUN = {
    "cores": 2,
    "processor": "any",
    "memoryGiB": 1,
    "system": "Linux",
    "python": "3",
    "pulumiCli": "3",
    "pulumi": "3",
    "jiter": None,
    "commit": "0",
    "minutes": 1,
}


def test_the_page_is_of_the_result_it_names() -> None:
    """Nobody has changed a figure by hand, and no table is of another run."""
    text = page.PAGE.read_text(encoding="utf-8")
    assert page.filled(text, page.named_result(text)) == text


def test_the_page_has_a_place_for_every_topic() -> None:
    """What is measured is shown."""
    text = page.PAGE.read_text(encoding="utf-8")
    for name in ("run", "targets", *topics.TOPICS):
        assert text.count(f"<!-- {name} -->") == text.count(f"<!-- end of {name} -->") == 1


def test_each_target_names_a_row_that_is_shown() -> None:
    """In the run that the page is of, each target was found by its row's name."""
    result = page.named_result(page.PAGE.read_text(encoding="utf-8"))
    rows = json.loads(result.read_text(encoding="utf-8"))["rows"]
    unknown = [one for one in targets.judged(rows) if one["verdict"] == targets.NOT_MEASURED]
    assert not [one for one in unknown if "jiter" not in one["what"] and one["topic"] != "shapes"]


def test_a_part_is_written_and_the_rest_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A figure that a row doesn't have is an empty cell, and a topic without rows says so."""
    monkeypatch.setattr(page, "ROOT", tmp_path)
    row: dict[str, Any] = {"topic": "start", "name": "tool", "wallSeconds": 1.5}
    result = tmp_path / "result.json"
    result.write_text(json.dumps({**_RUN, "rows": [{**row, "load": {"others": 0.25}}]}))
    written = page.filled(_TEXT, result)
    assert written.startswith("Before\n<!-- start -->\n\n| start | wall | CPU |")
    assert "| tool | 1.50 s |  |  |  | 0.2 |\n" in written
    assert written.endswith("\n<!-- end of start -->\nafter\n")
    assert tables.of_topic("idle", []) == "Not measured in this run.\n"

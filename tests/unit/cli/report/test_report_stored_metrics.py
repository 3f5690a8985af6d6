"""The curves of jobs, from where Google has stored their metrics."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support import report_state as given_state
from support.cli_world import EMULATOR, Google, refused, run

LIST = "GET /storage/v1/b/metrics/o"
ROWS = b'{"step": 1, "train_total_loss": 2.5}\n{"step": 12, "train_total_loss": 0.4321}\n'


@pytest.fixture(autouse=True)
def _state() -> None:
    jobs = [
        given_state.job(name, gcsMetricsUri=f"gs://metrics/{name}") for name in ("one", "other")
    ]
    Path("state.json").write_text(json.dumps(given_state.state(*jobs)), encoding="utf-8")


def _page(*words: str) -> str:
    done = run("report", "--state", "state.json", *(words or EMULATOR))
    assert done.exit_code == 0, done.stderr
    return Path("report.html").read_text(encoding="utf-8")


def _lists(*names: str, size: Any = "80") -> dict[str, Any]:
    return {"items": [{"name": name, "size": size} for name in names]}


def test_curves_come_from_where_google_stored_them(google: Google) -> None:
    """Nobody hands in a file: both jobs have a curve and a final loss."""
    google.routes[LIST] = _lists("a/metrics.jsonl")
    google.routes["GET /storage/v1/b/metrics/o/a%2Fmetrics.jsonl"] = ROWS
    page = _page()
    assert page.count("total loss of one by step") == 1
    assert page.count("total loss of other by step") == 1
    assert "0.4321" in page
    assert "No curves" not in page


def test_a_given_file_comes_first(google: Google) -> None:
    """A job that --metrics has a file for isn't looked up."""
    Path("m.csv").write_text(given_state.METRICS)
    page = _page("--metrics", "one=m.csv", "--metrics", "other=m.csv", *EMULATOR)
    assert "fraction of correct next step preds of one by step" in page
    assert google.sent == []


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (refused(403, "PERMISSION_DENIED", "no access"), "Google answered 403"),
        (refused(404, "NOT_FOUND", "no bucket"), "Google answered 404"),
        ({}, "there is no object"),
        ({"items": "odd"}, "there is no object"),
        (_lists("a", size="9000000"), "there is no object of at most 8 MB"),
        (_lists("a"), "no steps with numbers are in it"),
    ],
)
def test_what_cannot_be_read_is_a_line_of_the_page(google: Google, said: Any, why: str) -> None:
    """The report is written all the same, and says of each job why it has no curve."""
    google.routes[LIST] = said
    google.routes["GET /storage/v1/b/metrics/o/a"] = b"no metrics"
    page = _page()
    for name in ("one", "other"):
        assert f"No curves from gs://metrics/{name}: {why}" in page


def test_without_credentials_the_page_is_written() -> None:
    """No login is a line, and so is --offline, which asks nothing."""
    assert "No curves from gs://metrics/one: " in _page("--output", "report.html")
    assert "No curves from gs://metrics/one: --offline." in _page("--offline")


def test_offline_asks_nothing(google: Google) -> None:
    """With --offline no request is sent."""
    _page("--offline", *EMULATOR)
    assert google.sent == []


def test_names_are_escaped(google: Google) -> None:
    """A metric's name is text on the page, whatever stands in it."""
    google.routes[LIST] = _lists("a")
    row = {"step": 1, "<script>alert(1)</script>": 1}
    google.routes["GET /storage/v1/b/metrics/o/a"] = json.dumps(row).encode()
    page = _page()
    assert "<script" not in page
    assert "alert(1)" in page


def test_what_unpacks_to_more_than_is_read_is_left_out(google: Google) -> None:
    """The list tells a packed object's packed size: of what was read the size counts."""
    google.routes[LIST] = _lists("a")
    google.routes["GET /storage/v1/b/metrics/o/a"] = ROWS + b" " * (8 << 20)
    assert "No curves from gs://metrics/one: there is no object of at most 8 MB" in _page()

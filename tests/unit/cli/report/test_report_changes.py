"""What changed since the last report: read from the page that a report replaces."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support import report_state as given_state
from support.cli_world import run

from pulumi_google_tuning.cli.report import record

Json = dict[str, Any]
OTHER = {"epochCount": 9, "adapterSize": "ADAPTER_SIZE_FOUR"}


def page(*resources: Json, words: tuple[str, ...] = (), code: int = 0) -> str:
    """Write a report of a state at one path; return the page."""
    Path("state.json").write_text(json.dumps(given_state.state(*resources)), encoding="utf-8")
    done = run("report", "--state", "state.json", "--offline", *words)
    assert done.exit_code == code, done.stderr
    return Path("report.html").read_text(encoding="utf-8") if not code else str(done.stderr)


def changes(html: str) -> str:
    """Return the part of a page that tells the changes; empty where it has none."""
    _, found, rest = html.partition('id="changes"')
    return rest.partition("</section>")[0] if found else ""


def test_a_first_report_compares_with_nothing() -> None:
    """Where no page was, or one that no report wrote, there is no such part."""
    assert changes(page(given_state.job("sentiment"))) == ""
    Path("report.html").write_text("<p>mine", encoding="utf-8")
    assert changes(page(given_state.job("sentiment"))) == ""
    Path("report.html").write_bytes(b"\xff\xfe")
    assert changes(page(given_state.job("sentiment"))) == ""


def test_what_changed_is_told() -> None:
    """A new training, one that is gone, one that ended, one that was trained again."""
    running = given_state.job("runs", state="JOB_STATE_RUNNING", endTime=None)
    page(running, given_state.job("again"), given_state.model("gone"))
    spec = {"trainingDatasetUri": "gs://data/other.jsonl", "hyperParameters": OTHER}
    again = given_state.job(
        "again", name=f"{given_state.PLACE}/tuningJobs/2", supervisedTuningSpec=spec
    )
    told = changes(page(given_state.job("runs"), again, given_state.model("fresh")))
    assert "state RUNNING → SUCCEEDED" in told
    assert "trained again, other data, epochs 3 → 9" in told
    assert "is gone" in told
    assert "is new (active)" in told


def test_the_same_state_gives_the_same_page() -> None:
    """A second report on the same state still tells what the first one told, to the letter."""
    page(given_state.job("one"))
    second = page(given_state.job("one"), given_state.job("two"))
    assert "is new" in changes(second)
    assert page(given_state.job("one"), given_state.job("two")) == second


def test_pages_of_some_trainings() -> None:
    """A page of one training says nothing of the others, neither that they are new nor gone."""
    both = (given_state.job("one"), given_state.model("two"))
    page(*both)
    alone = page(*both, words=("one",))
    assert changes(alone) == ""
    assert ">two<" not in alone
    assert changes(page(*both)) == ""
    by_google = page(*both, words=("tunedModels/two-3f9c1ab2",))
    assert ">one<" not in by_google
    assert 'did you mean "two"' in page(*both, words=("twoo",), code=1)
    twice = (given_state.job("one"), given_state.model("one"))
    assert "tuningJobs.one" in page(*twice, words=("one",), code=1)
    assert ">TunedModel<" not in page(*twice, words=("tuningJobs.one",))


def test_an_earlier_page_is_named() -> None:
    """--since compares with another page, says its date, and refuses what is none."""
    page(given_state.job("one"), words=("--date", "Monday"))
    Path("report.html").rename("old.html")
    told = changes(
        page(given_state.job("one"), given_state.job("two"), words=("--since=old.html",))
    )
    assert "Monday" in told
    assert "is new" in told
    Path("mine.html").write_text("<p>mine", encoding="utf-8")
    for name in ("mine.html", "missing.html"):
        assert f"--since {name}" in page(words=(f"--since={name}",), code=1)


def test_another_stacks_page_is_not_compared() -> None:
    """A page of another stack at the same path is replaced, and nothing is said to have changed."""
    page(given_state.job("one"))
    html = Path("report.html").read_text(encoding="utf-8")
    Path("report.html").write_text(html.replace("support-bot", "another"), encoding="utf-8")
    assert changes(page(given_state.job("two"))) == ""


@pytest.mark.parametrize("content", ["{", "[]", "7", '{"now": 1}', '{"now": {"trainings": []}}'])
def test_a_damaged_record_is_none(content: str) -> None:
    """Whatever stands where the data should be, there is nothing to compare with."""
    now = {"version": 1, "project": "p", "stack": "s"}
    meta = f"<meta name='{record.META}' content='{content}'>"
    assert record.before(meta, now) is None


def test_no_secret_is_in_the_data() -> None:
    """The data in the page hold what it shows: a secret is hidden there, too."""
    secret = given_state.job(
        "one", tunedModelDisplayName=given_state.SECRET, description=given_state.SECRET
    )
    assert "nobody-may-see-this" not in page(secret)


def test_vertex_comes_first() -> None:
    """Tuning jobs stand before what the Gemini API no longer trains."""
    html = page(given_state.model("a-model"), given_state.job("z-job"))
    assert html.index(">z-job<") < html.index(">a-model<")

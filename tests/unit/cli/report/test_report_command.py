"""`google-tuning report` as it is called."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from support import report_state as given_state
from support.cli_world import run


@pytest.fixture
def state() -> str:
    """Return the file of an exported state."""
    Path("state.json").write_text(json.dumps(given_state.rich()), encoding="utf-8")
    return "state.json"


def test_a_state_makes_a_page(state: str) -> None:
    """The page is written where it was asked for, the same each time, and nothing else is left."""
    assert run("report", "--state", state, "--output", "out.html").exit_code == 0
    first = Path("out.html").read_bytes()
    assert b"answers-slow" in first
    run("report", "--state", state, "--output", "out.html")
    assert Path("out.html").read_bytes() == first
    assert sorted(path.name for path in Path().iterdir()) == ["out.html", "state.json"]


def test_the_page_goes_to_stdout_alone(state: str) -> None:
    """With `-` stdout has the page and no other word, for a pipe."""
    result = run("report", "--state", state, "--output", "-")
    assert result.exit_code == 0
    assert result.stdout.startswith("<!DOCTYPE html>")
    assert result.stdout.rstrip().endswith("</html>")


def test_the_selected_stack_is_read(pulumi: Callable[[str], Path]) -> None:
    """Without a file it is the stack's state, exported with its secrets encrypted."""
    Path("Pulumi.yaml").write_text("name: p\nruntime: python\n")
    Path("export.json").write_text(json.dumps(given_state.rich()))
    log = pulumi(f'/bin/cat "{Path("export.json").resolve()}"')
    assert run("report").exit_code == 0
    assert "sentiment" in Path("report.html").read_text()
    assert "stack export" in log.read_text()
    assert "--show-secrets" not in log.read_text()
    assert run("report", "--stack", "prod").exit_code == 0
    assert "--stack prod" in log.read_text()


def test_metrics_are_drawn(state: str) -> None:
    """--metrics draws a file's curves with the job that it names."""
    Path("m.csv").write_text(given_state.METRICS)
    run("report", "--state", state, "--metrics", "sentiment=m.csv")
    assert "fraction of correct next step preds of sentiment by step" in Path(
        "report.html"
    ).read_text(encoding="utf-8")


@pytest.mark.parametrize("given", ["sentiment", "=m.csv", "sentiment="])
def test_metrics_in_another_form_are_a_usage_error(state: str, given: str) -> None:
    """--metrics without its job or its file ends with 2."""
    result = run("report", "--state", state, "--metrics", given)
    assert result.exit_code == 2
    assert "NAME=FILE" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--state", "none.json"], "--state none.json: could not read the file"),
        (["--state", "Pulumi.txt"], "not valid JSON. Create the file with `pulumi stack export"),
        (
            ["--state", "state.json", "--output", "no/where.html"],
            "no/where.html: could not write the file",
        ),
        (["--state", "state.json", "--png", "x.png"], "--png needs Chromium or Chrome"),
        (["--state", "state.json", "--metrics", "nobody=m.csv"], "no training of that name"),
    ],
)
def test_a_failure_is_one_sentence(state: str, words: list[str], said: str) -> None:
    """A file that is missing or wrong, or a browser that is, end with 1 and a sentence."""
    assert state
    Path("Pulumi.txt").write_text("no json")
    Path("m.csv").write_text(given_state.METRICS)
    result = run("report", *words)
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert said in line
    assert not Path("report.html").exists()


def test_a_browser_that_does_not_start_is_one_sentence(
    state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A browser that ends at once is named with its own last words, and no page is left alone."""
    browser = Path("browser").resolve()
    browser.write_text("#!/bin/sh\necho 'no usable sandbox' >&2\nexit 1\n")
    browser.chmod(0o755)
    monkeypatch.setenv("GOOGLE_TUNING_BROWSER", str(browser))
    result = run("report", "--state", state, "--png", "x.png")
    assert result.exit_code == 1
    assert f'{browser} ended at once ("no usable sandbox")' in result.stderr
    monkeypatch.setenv("GOOGLE_TUNING_BROWSER", "no-such-browser")
    result = run("report", "--state", state, "--png", "x.png")
    assert "GOOGLE_TUNING_BROWSER is no-such-browser, which is not a program" in result.stderr

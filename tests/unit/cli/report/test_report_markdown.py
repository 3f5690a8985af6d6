"""The report as Markdown: what GitHub makes of it, whatever the names are."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from support import report_state as given_state
from support.cli_world import run

from pulumi_google_tuning.cli.report.markdown import code, render
from pulumi_google_tuning.cli.report.state import report

_TAGS = re.compile(r"</?([a-z0-9]+)[^>]*>")
_ALLOWED = {"h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "ul", "li", "strong"}
_NASTY = st.text("|`\\<>&@#[]()*_!~$a\n \u202e", max_size=30)


def rendered(markdown: str) -> str:
    """Render as GitHub does, with HTML allowed."""
    return str(MarkdownIt("commonmark").enable("table").render(markdown))


def test_a_table_of_all_trainings() -> None:
    """A row a training, tuning jobs first, with state, steps, loss, data and hyperparameters."""
    page = rendered(render(report(given_state.rich(), "s")))
    rows = page.split("<tr>")[2:]
    assert len(rows) == 7
    assert "<code>sentiment</code> TuningJob" in rows[0]
    assert "<code>reviews.jsonl, 500 examples</code>" in rows[0]
    assert any("0.31" in row and "<code>answers-slow</code>" in row for row in rows)
    assert any("on-its-way" in row and ">40 of 150<" in row for row in rows)
    assert "too similar" in page.split("</table>")[1]


@given(_NASTY, _NASTY)
def test_no_name_is_obeyed(name: str, title: str) -> None:
    """Whatever a name is, the table keeps its cells, and nothing becomes HTML or a link."""
    state = given_state.state(
        given_state.job("x", state=title),
        given_state.model(f"n{name}".replace("\n", " "), hyperparameters={"a": title}),
    )
    page = rendered(render(report(state, "s")))
    assert set(_TAGS.findall(page)) <= _ALLOWED
    assert page.count("<td") == 2 * 7


@given(_NASTY)
def test_a_code_span_reads_back(text: str) -> None:
    """A text in a code span is the text, in one line."""
    page = rendered(code(text))
    said = html.unescape(page.removeprefix("<p><code>").removesuffix("</code></p>\n"))
    wanted = " ".join(text.split())
    assert said == wanted.replace("\u202e", "\\u202e") or not wanted


def test_no_row_and_no_secret() -> None:
    """Secrets are hidden in it, and nothing of the examples is in a state to begin with."""
    secret = given_state.model("m", displayName=given_state.SECRET, description=given_state.SECRET)
    said = render(report(given_state.state(secret), "s"))
    assert "nobody-may-see-this" not in said


def test_an_empty_stack() -> None:
    """A stack without trainings says so."""
    assert "no tuned models" in render(report(given_state.state(), "s"))


def test_it_is_written_beside_the_page() -> None:
    """--markdown writes a file, or with - stdout alone; both to stdout is refused."""
    Path("state.json").write_text(json.dumps(given_state.rich()), encoding="utf-8")
    words = ("report", "--state", "state.json", "--offline")
    assert run(*words, "--markdown", "report.md").exit_code == 0
    text = Path("report.md").read_text(encoding="utf-8")
    assert text.startswith("### Tuning report `support-bot / test`")
    assert run(*words, "--markdown", "-").stdout == text
    assert run(*words, "--markdown", "-", "--output", "-").exit_code == 2

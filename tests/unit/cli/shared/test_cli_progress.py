"""A large file on a terminal: how far the command is; in a pipe nothing of it."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pulumi_google_tuning.cli.convert.command import convert
from pulumi_google_tuning.cli.shared.progress import ProgressLine
from pulumi_google_tuning.cli.validate.forms import Form, rows
from pulumi_google_tuning.cli.validate.inspection import inspect

LARGE = 17_000_000
CLEARED = "\r\x1b[K"


class _Stderr(io.StringIO):
    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.fixture
def file(tmp_path: Path) -> str:
    """Write a file of rows that is worth a line."""
    said = [{"role": role, "parts": [{"text": "x" * 500_000}]} for role in ("user", "model")]
    line = json.dumps({"contents": said}) + "\n"
    (tmp_path / "train.jsonl").write_text(line * (LARGE // len(line) + 1))
    return str(tmp_path / "train.jsonl")


def _validated(file: str) -> None:
    assert inspect(file, Form.GEMINI).good


def _compared(file: str) -> None:
    assert len(list(rows(file, Form.GEMINI, "comparing"))) > 1


def _converted(file: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", io.StringIO())
        convert(file, f"{file}.jsonl", Form.GEMINI, force=True, json=True)


@pytest.mark.parametrize(
    ("run", "said"),
    [(_validated, "checking"), (_compared, "comparing"), (_converted, "converting")],
)
def test_a_terminal_shows_how_far_it_is(
    run: Callable[[str], None], said: str, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line is gone at the end, as the result is written there; a pipe gets nothing."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "200")
    for terminal in (True, False):
        stderr = _Stderr(terminal=terminal)
        monkeypatch.setattr(sys, "stderr", stderr)
        run(file)
        shown = stderr.getvalue()
        assert (f"\r{file}: {said} " in shown, shown.endswith(CLEARED)) == (terminal, terminal)
        assert terminal or not shown


def test_what_is_said_meanwhile_has_a_line_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A narrow terminal shows the figures and not the name; one that obeys nothing shows none."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "20")
    stderr = _Stderr(terminal=True)
    monkeypatch.setattr(sys, "stderr", stderr)
    with ProgressLine("a/long/path.jsonl") as line:
        line.show("checking 7 %")
        line.clear()
        stderr.write("a/long/path.jsonl:7: is blank\n")
    assert stderr.getvalue() == f"\rchecking 7 %\x1b[K{CLEARED}a/long/path.jsonl:7: is blank\n"
    monkeypatch.setenv("TERM", "dumb")
    with ProgressLine("a.jsonl") as line:
        line.show("checking 8 %")
    assert "8 %" not in stderr.getvalue()


def test_who_closed_stderr_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python has none then, as in a job that was started with `2>&-`."""
    monkeypatch.setattr(sys, "stderr", None)
    with ProgressLine("train.jsonl") as line:
        line.show("half")

"""`convert`: every row is written or named, and the new file is there whole or not at all."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from support.cli_world import run
from typer.testing import CliRunner

from pulumi_google_tuning.cli.app import app
from pulumi_google_tuning.cli.convert import command
from pulumi_google_tuning.data.convert import target
from pulumi_google_tuning.data.convert.conversion import Account
from pulumi_google_tuning.data.pairs.examples import read

PAIR = {"text_input": "seven", "output": "eight"}
BAD = '{"text_input": "a secret without an answer"}'


def _write(name: str, *rows: Any) -> str:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    Path(name).write_text("\n".join(lines) + "\n")
    return name


def _failure(*words: str) -> str:
    result = run("convert", *words)
    assert result.exit_code == 1
    return str(result.output).rstrip("\n").rpartition("google-tuning: ")[2]


def test_it_tells_what_it_did() -> None:
    """Rows in, rows out, and each kind of change with its number of rows."""
    _write("in.jsonl", PAIR, {"prompt": "x", "completion": "y"}, {"input_text": "a", "output": "b"})
    result = run("convert", "in.jsonl", "out.jsonl", "--to", "gemini")
    assert result.stdout.split("\n")[:6] == [
        "in.jsonl → out.jsonl (gemini)",
        "  rows in   3",
        "  rows out  3",
        "  changed   2 rows: from pairs to gemini",
        "  changed   1 row: from prompt-completion to gemini",
        "",
    ]
    assert json.loads(Path("out.jsonl").read_text().split("\n")[0]) == {
        "contents": [
            {"role": "user", "parts": [{"text": "seven"}]},
            {"role": "model", "parts": [{"text": "eight"}]},
        ]
    }


def test_it_tells_so_as_json() -> None:
    """`--json` has the same for a program."""
    _write("in.jsonl", PAIR)
    result = run("convert", "in.jsonl", "out.jsonl", "--to", "messages", "--json")
    assert json.loads(result.stdout) == {
        "in": "in.jsonl",
        "out": "out.jsonl",
        "format": "messages",
        "rowsIn": 1,
        "rowsOut": 1,
        "badRows": 0,
        "changes": ["1 row: from pairs to messages"],
    }


def test_a_bad_row_is_named_and_nothing_is_written() -> None:
    """Without --skip-bad a row that can't be converted ends it; the row's text isn't shown."""
    _write("in.jsonl", PAIR, BAD, "{broken", [1], {"key": 1})
    result = run("convert", "in.jsonl", "out.jsonl", "--to", "gemini")
    assert result.exit_code == 1
    assert "in.jsonl:2: has no output" in result.output
    assert "in.jsonl:3: broken JSON" in result.output
    assert "in.jsonl:4: is a list, not an object" in result.output
    assert "4 of 5 rows can't be converted; nothing was written" in result.output
    assert "secret" not in result.output
    assert os.listdir() == ["in.jsonl"]  # noqa: PTH208 - the temporary file too


def test_skip_bad_names_every_row_that_it_leaves_out() -> None:
    """With --skip-bad the good rows are written, and all the others named, however many."""
    _write("in.jsonl", PAIR, *[BAD] * 30)
    result = run("convert", "in.jsonl", "out.jsonl", "--to", "pairs", "--skip-bad")
    assert result.exit_code == 0
    assert result.output.count("has no output") == 30
    assert "left out  30" in result.output
    assert read("out.jsonl").count == 1


def test_only_the_first_bad_rows_are_listed() -> None:
    """A failure lists --most rows, and counts the others."""
    _write("in.jsonl", *[BAD] * 5)
    result = run("convert", "in.jsonl", "out.jsonl", "--to", "pairs", "--most", "2")
    assert result.output.count("has no output") == 2
    assert "and 3 more (--most N shows N)" in result.output


@pytest.mark.parametrize("skip", [(), ("--skip-bad",)])
def test_no_row_is_no_file(skip: tuple[str, ...]) -> None:
    """An empty file, and one of bad rows alone, makes none."""
    Path("in.jsonl").write_text("\n" if not skip else BAD)
    assert "no rows to write" in _failure("in.jsonl", "out.jsonl", "--to", "pairs", *skip)
    assert not Path("out.jsonl").exists()


def test_nothing_is_overwritten_without_force() -> None:
    """What is there stays, a dangling link too; --force replaces it, even the source itself."""
    _write("in.jsonl", PAIR)
    _write("out.jsonl", "mine")
    assert "exists already" in _failure("in.jsonl", "out.jsonl", "--to", "messages")
    assert Path("out.jsonl").read_text() == "mine\n"
    assert run("convert", "in.jsonl", "out.jsonl", "--to", "messages", "--force").exit_code == 0
    assert "messages" in Path("out.jsonl").read_text()
    assert run("convert", "in.jsonl", "in.jsonl", "--to", "gemini", "--force").exit_code == 0
    assert "contents" in Path("in.jsonl").read_text()


def test_a_file_that_appears_meanwhile_is_not_overwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rename itself refuses, not only the look before it."""
    _write("in.jsonl", PAIR)
    done = command.convert_rows

    def slow(*words: Any) -> Account:
        _write("out.jsonl", "theirs")
        return done(*words)

    monkeypatch.setattr(command, "convert_rows", slow)
    assert "exists already" in _failure("in.jsonl", "out.jsonl", "--to", "messages")
    assert Path("out.jsonl").read_text() == "theirs\n"
    assert sorted(os.listdir()) == ["in.jsonl", "out.jsonl"]  # noqa: PTH208


def test_a_file_system_without_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no link can be made the file is renamed."""

    def no_link(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(target.os, "link", no_link)
    _write("in.jsonl", PAIR)
    assert run("convert", "in.jsonl", "out.jsonl", "--to", "pairs").exit_code == 0
    assert os.listdir() == ["in.jsonl", "out.jsonl"] or Path("out.jsonl").exists()  # noqa: PTH208


def test_an_interrupted_conversion_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the middle leaves no file, whole or temporary."""
    _write("in.jsonl", PAIR)

    def interrupted(*_: object) -> Account:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "convert_rows", interrupted)
    assert run("convert", "in.jsonl", "out.jsonl", "--to", "pairs").exit_code == 130
    assert os.listdir() == ["in.jsonl"]  # noqa: PTH208


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("gone.jsonl", "out.jsonl"), "gone.jsonl: could not read the file: No such file"),
        (("in.jsonl", "out.csv"), "OUT must end in .jsonl"),
        (("in.jsonl", "no/out.jsonl"), "no/out.jsonl: can't be written: No such file"),
        (("in.jsonl", "folder.jsonl"), "folder.jsonl: is a folder"),
        (("in.jsonl", "\0.jsonl"), "can't be a path"),
        (("\0", "out.jsonl"), "is not a valid path"),
    ],
)
def test_what_is_no_file(words: tuple[str, str], said: str) -> None:
    """A missing file, a folder, another suffix: each says so."""
    _write("in.jsonl", PAIR)
    Path("folder.jsonl").mkdir()
    assert said in _failure(*words, "--to", "pairs")


def test_what_is_piped_in() -> None:
    """IN may be `-`: the shape is found in a pipe as in a file."""
    words = ["convert", "-", "out.jsonl", "--to", "pairs"]
    given = json.dumps([PAIR] * 3).encode("utf-16")
    result = CliRunner().invoke(app, words, input=given)
    assert result.exit_code == 0, result.output
    assert "read as UTF-16, written as UTF-8" in result.output
    assert read("out.jsonl").count == 3


def test_own_columns_are_named() -> None:
    """A table with names of its own: the error says the options, and they make pairs of it."""
    Path("a.csv").write_text("When,Water,Id\n2026-01-01,high,7\n")
    result = run("validate", "a.csv")
    assert "--to pairs --input NAME --output NAME" in result.output
    words = ("convert", "a.csv", "b.jsonl", "--to", "pairs", "--input", "When", "--output", "Water")
    refused = run(*words)
    assert "a.csv:2: has a key beside text_input and output; --drop NAME" in refused.output
    result = run(*words, "--drop", "Id")
    assert result.exit_code == 0, result.output
    assert "1 row: Id left out" in result.output
    assert read("b.jsonl").rows() == [{"output": "high", "textInput": "2026-01-01"}]


@pytest.mark.parametrize(
    ("row", "to", "said"),
    [
        ({"messages": [{"role": "user", "content": "a"}, {"role": "tool", "content": "b"}]},
         "gemini", "messages[1].role is none of user, model, assistant, system"),
        ({"messages": [{"role": "assistant", "content": "a", "tool_calls": [{"id": "1"}]}]},
         "gemini", "messages[0] has a key beside role and content"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]},
                       {"role": "assistant", "content": "b"}]},
         "gemini", "messages[0].content[0] isn't text"),
        ({"messages": [{"role": "user", "content": "a"}, {"role": "system", "content": "b"},
                       {"role": "assistant", "content": "c"}]},
         "gemini", "messages[1] is an instruction after the first turn"),
        ({"messages": [{"role": "system", "content": "a"}, {"role": "user", "content": "b"},
                       {"role": "assistant", "content": "c"}]},
         "pairs", "has an instruction, and a pair has no place for it"),
        ({"contents": [{"role": "user", "parts": [{"text": "a"}]},
                       {"role": "model", "parts": [{"text": "b"}]}], "tools": []},
         "messages", "has more than a conversation (such as tools)"),
        ({"contents": [{"role": "user", "parts": [{"text": "a"}, {"text": "b"}]},
                       {"role": "model", "parts": [{"text": "c"}]}]},
         "pairs", "has a turn that is more than one text"),
        ({"contents": [{"role": "user", "parts": [{"text": "a"}]}], "completions": []},
         "gemini", "has the form preference, which no other form can hold"),
        ({"text_input": "a", "output": None}, "gemini", "output is null, not text"),
        ({"text_input": "a", "output": ""}, "gemini", "output is empty"),
        ({"text_input": "a", "input": "b", "output": "c"}, "gemini", "has more than one input"),
        ('{"text_input": "a", "output": "b", "output": "c"}', "pairs", "has a key twice"),
        ('{"text_input": "a", "output": "\\ud800"}', "gemini", "half of a surrogate pair"),
        ('{"text_input": "a", "output": 1e999}', "pairs", "has a number that JSON can't carry"),
        ({"text_input": "a", "output": "x" * 5001}, "pairs", "output has 5,001 characters"),
        ({"question": "a"}, "pairs", "name them: --input NAME --output NAME"),
    ],
)  # fmt: skip
def test_what_a_form_cannot_hold_is_never_left_out(row: Any, to: str, said: str) -> None:
    """A row that would lose something is refused with the reason."""
    _write("in.jsonl", PAIR, row)
    result = run("convert", "in.jsonl", "out.jsonl", "--to", to)
    assert f"in.jsonl:2: {said}" in result.output or said in result.output
    assert result.exit_code == 1
    assert not Path("out.jsonl").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"text_input": "a", "output": "b"} {"a": 1}]', ":1: has no comma between two rows"),
        ('[{"text_input": "a", "output": "b"}', ":1: has no comma between two rows"),
        ('[{"text_input": "a", "output": "b}]\n', ":1: has a row that doesn't end"),
        ('[{"text_input": "a", "output": "b"}] 5', ":1: has something after the list"),
        ('{"rows": [{"text_input": "a", "output": "b"}], "n": 1}', ":1: has something beside"),
        ('[\n{"text_input": "a", "output": "b"},\n{"text_input" "a"}]', ":3: has broken JSON"),
        ('text_input,output\na,"b\n', ":2: has broken CSV"),
        ("text_input,text_input,output\n", ":1: has two columns of one name"),
        ("text_input,output\na,b,c\n", ":2: has 3 columns, but the header has 2"),
    ],
)  # fmt: skip
def test_rows_that_cannot_be_told_apart(text: str, said: str) -> None:
    """Broken brackets, quotes and tables end it with the line, --skip-bad or not."""
    Path("in").write_text(text)
    result = run("convert", "in", "out.jsonl", "--to", "pairs", "--skip-bad")
    assert result.exit_code == 1
    assert said in result.output
    assert not Path("out.jsonl").exists()


def test_a_form_that_needs_more_than_a_conversation() -> None:
    """Preference rows are put in order, never made of others; a bad one says what is wrong."""
    turn = {"role": "user", "parts": [{"text": "a"}]}
    answers = [
        {"score": score, "completion": {"role": "model", "parts": [{"text": "b"}]}}
        for score in (1, 0)
    ]
    good = {"contents": [turn], "completions": answers}
    Path("in.jsonl").write_text(json.dumps([good]))
    assert run("convert", "in.jsonl", "out.jsonl", "--to", "preference").exit_code == 0
    assert run("validate", "out.jsonl").exit_code == 0
    _write("in.jsonl", PAIR, {**good, "completions": []})
    result = run("convert", "in.jsonl", "b.jsonl", "--to", "preference")
    assert "in.jsonl:1: is a conversation, and preference needs more than that" in result.output
    assert "in.jsonl:2: completions" in result.output


def test_an_encoding_has_to_be_named() -> None:
    """Text that isn't UTF-8 is never guessed; named, each line is read as what it is."""
    utf_8 = json.dumps({"text_input": "Ä", "output": "é"}, ensure_ascii=False).encode() + b"\n"
    cp1252 = json.dumps({"text_input": "Ö", "output": "è"}, ensure_ascii=False).encode("cp1252")
    Path("in.jsonl").write_bytes(utf_8 + cp1252)
    said = _failure("in.jsonl", "out.jsonl", "--to", "pairs")
    assert said == (
        "in.jsonl:2: isn't UTF-8 (byte 0xd6); if it was written on Windows: --encoding cp1252"
    )
    result = run("convert", "in.jsonl", "out.jsonl", "--to", "pairs", "--encoding", "cp1252")
    assert "1 lines read as cp1252" in result.output
    assert [row["textInput"] for row in read("out.jsonl").rows()] == ["Ä", "Ö"]
    Path("in.jsonl").write_bytes(b'\n{"text_input": "\x81", "output": "a"}')
    said = _failure("in.jsonl", "b.jsonl", "--to", "pairs", "--encoding", "cp1252")
    assert said == "in.jsonl:2: is neither UTF-8 nor cp1252 (byte 0x81)"

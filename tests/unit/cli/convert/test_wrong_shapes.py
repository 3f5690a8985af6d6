"""A file of the wrong shape: one sentence, whose command makes a file that validates."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.cli_world import run

from pulumi_google_tuning.data.datasets.dataset import Dataset
from pulumi_google_tuning.data.datasets.scan import scan
from pulumi_google_tuning.data.pairs.examples import Examples, read
from pulumi_google_tuning.data.problems import DataError

PAIR = {"text_input": "Flut in Brüssel?", "output": "14:20 ß"}
OTHER = {"text_input": "low?", "output": "20:30"}
PALM = [{"input_text": "low?", "output_text": "20:30"}, {"input_text": "x", "output_text": "y"}]


def _chat(row: dict[str, str]) -> dict[str, Any]:
    turns = (("user", row["text_input"]), ("model", row["output"]))
    return {"contents": [{"role": role, "parts": [{"text": text}]} for role, text in turns]}


def _openai(row: dict[str, str]) -> dict[str, Any]:
    turns = (("system", "Be brief."), ("user", row["text_input"]), ("assistant", row["output"]))
    return {"messages": [{"role": role, "content": text} for role, text in turns]}


def _lines(*rows: Any, **how: Any) -> bytes:
    return "".join(json.dumps(row, **how) + "\n" for row in rows).encode()


def _text(text: str, encoding: str = "utf-8") -> bytes:
    return text.encode(encoding)


CHATS = [_chat(PAIR), _chat(OTHER)]
PAIRS = [PAIR, OTHER]
RAW = '{"text_input": "Brüssel?", "output": "Straße"}\n'
TABLE = "text_input,output\nBrüssel?,hoch\nlow?,tief\n"

Case = tuple[str, bytes, str, int]
"""The file's name, its bytes, what the sentence says, rows that the new file has."""
DATASETS: dict[str, Case] = {
    "an array": ("a.jsonl", _text(json.dumps(CHATS)), "is one JSON array", 2),
    "a printed array": ("a.jsonl", _text(json.dumps(CHATS, indent=1)), "is one JSON array", 2),
    "an array in a .json": ("a.json", _text(json.dumps(CHATS)), "is one JSON array", 2),
    "rows in an object": (
        "a.json",
        _text(json.dumps({"training_examples": CHATS})),
        "is one JSON object around the list of rows",
        2,
    ),
    "printed JSON": ("a.jsonl", _lines(*CHATS, indent=2), "is JSON printed over many lines", 2),
    "no line breaks": (
        "a.jsonl",
        _lines(*CHATS).replace(b"\n", b""),
        "has objects without line breaks between them",
        2,
    ),
    "a comma after each row": (
        "a.jsonl",
        _lines(*CHATS).replace(b"\n", b",\n"),
        "has objects without line breaks between them",
        2,
    ),
    "PaLM pairs": ("a.jsonl", _lines(*PALM), 'has rows of the form "pairs"', 2),
    "pairs": ("a.jsonl", _lines(*PAIRS), 'has rows of the form "pairs"', 2),
    "OpenAI": ("a.jsonl", _lines(*map(_openai, PAIRS)), 'has rows of the form "openai-', 2),
    "a table": ("a.csv", _text(TABLE), "is a table, but must be JSON Lines", 2),
    "a table with tabs": (
        "a.tsv",
        _text(TABLE.replace(",", "\t")),
        "is a table, but must be JSON",
        2,
    ),
    "a byte order mark": (
        "a.jsonl",
        b"\xef\xbb\xbf" + _lines(*CHATS),
        "begins with a byte order mark",
        2,
    ),
    "UTF-16": ("a.jsonl", _text(_lines(*CHATS).decode(), "utf-16"), "is UTF-16", 2),
    "UTF-16 LE, no mark": ("a.jsonl", _text(_lines(*CHATS).decode(), "utf-16-le"), "is UTF-16", 2),
    "UTF-16 BE, no mark": ("a.jsonl", _text(_lines(*CHATS).decode(), "utf-16-be"), "is UTF-16", 2),
    "cp1252": (
        "a.jsonl",
        _text(json.dumps(CHATS[0], ensure_ascii=False) + "\n", "cp1252"),
        "isn't UTF-8",
        1,
    ),
    "NaN": (
        "a.jsonl",
        _lines(CHATS[0], {**CHATS[1], "generationConfig": {"topP": float("nan")}}),
        "has rows with nan",
        1,
    ),
    "pandas' index": (
        "a.jsonl",
        _lines({"Unnamed: 0": 0, **CHATS[0]}, {"Unnamed: 0": 1, **CHATS[1]}),
        "has pandas' index",
        2,
    ),
}
EXAMPLES: dict[str, Case] = {
    "an array": ("a.jsonl", _text(json.dumps(PAIRS)), "is one JSON array", 2),
    "rows in an object": (
        "a.json",
        _text(json.dumps({"training_examples": PAIRS})),
        "is one JSON object around the list of rows",
        2,
    ),
    "JSON Lines in a .json": ("a.json", _lines(*PAIRS), "", 2),
    "printed JSON": ("a.jsonl", _lines(*PAIRS, indent=2), "is JSON printed over many lines", 2),
    "no line breaks": (
        "a.jsonl",
        _lines(*PAIRS).replace(b"\n", b" "),
        "has objects without line breaks between them",
        2,
    ),
    "PaLM pairs": ("a.jsonl", _lines(*PALM), "has the keys of PaLM tuning data", 2),
    "a chat": ("a.jsonl", _lines(*CHATS), 'has rows of the form "gemini"', 2),
    "semicolons": (
        "a.csv",
        _text("\ufefftext_input;output\r\nTide?;14:20\r\n"),
        "separates its columns with semicolons",
        1,
    ),
    "tabs": ("a.csv", _text(TABLE.replace(",", "\t")), "separates its columns with tabs", 2),
    "a .tsv": ("a.tsv", _text(TABLE.replace(",", "\t")), "is a table", 2),
    "cp1252": ("a.jsonl", _text(RAW, "cp1252"), "isn't UTF-8", 1),
    "cp1252 in a table": ("a.csv", _text(TABLE, "cp1252"), "isn't UTF-8", 2),
    "UTF-16": ("a.jsonl", _text(RAW, "utf-16"), "is UTF-16", 1),
    "UTF-16 in a table": ("a.csv", _text(TABLE, "utf-16-le"), "is UTF-16", 2),
    "pandas' index": (
        "a.csv",
        _text(",text_input,output\n0,Tide?,14:20\n7,low?,20:30\n"),
        "has pandas' index",
        2,
    ),
    "nan in a table": (
        "a.csv",
        _text("text_input,output\nTide?,14:20\nlow?,nan\n"),
        "has rows with nan",
        1,
    ),
    "NaN": ("a.jsonl", _lines(PAIR, {**OTHER, "output": float("nan")}), "has rows with nan", 1),
}


def _command_in(message: str) -> list[str]:
    """Return the words of the command that stands in backticks, without the program's name."""
    program, *words = shlex.split(message.split("`")[1])
    assert program == "google-tuning"
    return words


@pytest.mark.parametrize(
    ("reader", "form", "case"),
    [
        *(pytest.param(scan, "gemini", DATASETS[it], id=f"dataset: {it}") for it in DATASETS),
        *(pytest.param(read, "pairs", EXAMPLES[it], id=f"examples: {it}") for it in EXAMPLES),
    ],
)
def test_the_sentence_has_the_command(
    reader: Callable[[str], Dataset | Examples], form: str, case: Case
) -> None:
    """Data of a wrong shape are one sentence, whose very command makes good ones of them.

    Of a dataset, and of a TunedModel's examples.
    """
    name, data, said, rows = case
    Path(name).write_bytes(data)
    with pytest.raises(DataError) as caught:
        reader(name)
    first = caught.value.problems[0]
    assert first.startswith(f"{name}: {said}")
    result = run(*_command_in(first))
    assert result.exit_code == 0, result.output
    assert reader("a.converted.jsonl").count == rows
    assert run("validate", "a.converted.jsonl", "--format", form).exit_code == 0


@pytest.mark.parametrize(
    "case", [*DATASETS.values(), *EXAMPLES.values()], ids=[*DATASETS, *EXAMPLES]
)
def test_validate_says_the_same(case: Case) -> None:
    """`validate`, which finds the form by itself, diagnoses the file and shows nothing of it."""
    name, data, _, _ = case
    Path(name).write_bytes(data)
    result = run("validate", name)
    if result.exit_code:
        assert "google-tuning convert" in result.output
    for word in ("Flut", "14:20", "Straße", "20:30", "Brüssel"):
        assert word not in result.output


def test_a_file_name_is_quoted_for_the_shell() -> None:
    """The command can be pasted whatever the file is called."""
    name = "-my data's.jsonl"
    Path(name).write_text(json.dumps(CHATS))
    with pytest.raises(DataError) as caught:
        scan(name)
    result = run(*_command_in(str(caught.value)))
    assert result.exit_code == 0, result.output
    assert scan("-my data's.converted.jsonl").count == 2

"""Rows of datasets: each rule of each form refuses what Vertex AI would, and says where."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from typing import Any

import pytest

from pulumi_google_tuning.data.datasets import keys
from pulumi_google_tuning.data.datasets.problems import DatasetError
from pulumi_google_tuning.data.datasets.scan import scan
from pulumi_google_tuning.fields.messages import unknown_key
from pulumi_google_tuning.fields.values import DataText

ROLES = 'not one of "user", "model"'
NOTHING = (
    "has none of text, fileData, inlineData, functionCall, functionResponse, executableCode, "
    "codeExecutionResult"
)


def _turn(role: str, *parts: Mapping[str, Any]) -> dict[str, Any]:
    return {"role": role, "parts": list(parts) or [{"text": "a"}]}


def _row(*turns: Mapping[str, Any], **others: object) -> dict[str, Any]:
    return {"contents": list(turns) or [_turn("user"), _turn("model")], **others}


def _messages(*roles: str) -> dict[str, Any]:
    return {"messages": [{"role": role, "content": "a"} for role in roles]}


PREFERENCE = {
    "contents": [_turn("user")],
    "completions": [
        {"score": 1.0, "completion": _turn("model", {"text": "good"})},
        {"score": 0.0, "completion": _turn("model", {"text": "bad"})},
    ],
}


def _preference(path: str, value: object) -> dict[str, Any]:
    row: Any = copy.deepcopy(PREFERENCE)
    at = row
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in steps:
        at = at[step]
    at[last] = value
    return row  # type: ignore[no-any-return] # a dict, looked at as JSON


def _problems(row: object, form: str = "gemini") -> list[str]:
    """Return what is said of a row, the same as a line of text and in a list."""
    with pytest.raises(DatasetError) as as_text:
        scan(DataText(json.dumps(row)), form)
    with pytest.raises(DatasetError) as listed:
        scan([row], form)
    said = [problem.removeprefix("source[0]: ") for problem in listed.value.problems]
    assert [problem.removeprefix("source:1: ") for problem in as_text.value.problems] == said
    return said


FILE = {"mimeType": "image/jpeg", "fileUri": "gs://bucket/cat.jpg"}
CALL = {"functionCall": {"name": "f", "args": {"any_key": 1, "x": None}}}
ANSWER = {"functionResponse": {"name": "f", "response": {"a_b": [1, "x"]}}}


@pytest.mark.parametrize(
    ("form", "row"),
    [
        ("gemini", _row()),
        ("gemini", _row(systemInstruction={"role": "system", "parts": [{"text": "Be brief."}]})),
        ("gemini", _row(system_instruction={"parts": [{"text": "Be brief."}]})),
        ("gemini", _row(_turn("user", {"text": "what?"}, {"fileData": FILE}), _turn("model"))),
        (
            "gemini",
            _row(
                _turn(
                    "user", {"file_data": {"mime_type": "image/webp", "file_uri": "https://x/y"}}
                ),
                _turn("model"),
            ),
        ),
        (
            "gemini",
            _row(
                _turn("user", {"inlineData": {"mimeType": "audio/wav", "data": "AA=="}}),
                _turn("model"),
            ),
        ),
        ("gemini", _row(_turn("user"), _turn("model", CALL), tools=[{"functionDeclarations": []}])),
        (
            "gemini",
            _row(_turn("user"), _turn("model", CALL), _turn("user", ANSWER), _turn("model")),
        ),
        (
            "gemini",
            _row(
                _turn("user"),
                _turn("model"),
                _turn("model", CALL),
                _turn("user", ANSWER),
                _turn("user", ANSWER),
                _turn("model"),
            ),
        ),
        ("gemini", _row(_turn("model"), _turn("user"), _turn("model"))),
        ("gemini", _row(_turn("user"), _turn("model", {"text": "a", "thought": True}))),
        ("gemini", _row(labels={"a": "b"}, generation_config={"temperature": 1}, toolConfig={})),
        ("messages", _messages("user", "model")),
        ("messages", _messages("system", "user", "model", "user", "model")),
        ("preference", PREFERENCE),
        ("preference", _preference("completions.0.score", 1)),
        ("preference", {**PREFERENCE, "system_instruction": {"parts": [{"text": "a"}]}}),
        ("preference", {**PREFERENCE, "contents": [_turn("user"), _turn("model"), _turn("user")]}),
    ],
)
def test_what_google_documents_is_taken(form: str, row: dict[str, Any]) -> None:
    """Every documented form of a row passes, in camelCase and in snake_case."""
    assert scan([row], form).count == 1
    assert scan(DataText(json.dumps(row, indent=None)), form).count == 1


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (
            _row(_turn("user"), _turn("model"), _turn("assistant")),
            f'contents[2].role is "assistant", {ROLES}',
        ),
        (
            _row(_turn("user"), _turn("USER")),
            f'contents[1].role is "USER", {ROLES}; did you mean "user"?',
        ),
        (_row({"parts": [{"text": "a"}]}, _turn("model")), "contents[0].role is required"),
        (_row({"role": "user"}, _turn("model")), "contents[0].parts is required"),
        (_row({"role": "user", "parts": []}, _turn("model")), "contents[0].parts is empty"),
        (
            _row({"role": "user", "parts": {"text": "a"}}, _turn("model")),
            "contents[0].parts is an object, not a list",
        ),
        (_row(_turn("user", {"text": ""}), _turn("model")), "contents[0].parts[0].text is empty"),
        (
            _row(_turn("user", {"text": 5}), _turn("model")),
            "contents[0].parts[0].text is a number, not a string",
        ),
        (_row(_turn("user", {}), _turn("model")), f"contents[0].parts[0] {NOTHING}"),
        (
            _row(_turn("user"), _turn("model", {"thought": True})),
            f"contents[1].parts[0] {NOTHING}",
        ),
        (
            _row(_turn("user", {"text": "a", "fileData": FILE}), _turn("model")),
            "contents[0].parts[0].fileData can't be given together with text",
        ),
        (
            _row(_turn("user", {"txt": "a"}), _turn("model")),
            'contents[0].parts[0].txt isn\'t a field; did you mean "text"?',
        ),
        (
            _row(_turn("user", {"fileData": {**FILE, "fileUri": "/cat.jpg"}}), _turn("model")),
            (
                'contents[0].parts[0].fileData.fileUri is "/cat.jpg", not a gs:// or https:// '
                "address"
            ),
        ),
        (
            _row(_turn("user", {"fileData": {**FILE, "mimeType": "jpeg"}}), _turn("model")),
            (
                'contents[0].parts[0].fileData.mimeType is "jpeg", not a kind of file that Gemini '
                "reads: an image (image/jpeg, image/png, image/webp, image/heic, image/heif), "
                "audio/…, video/…, application/pdf or text/plain"
            ),
        ),
        (
            _row(_turn("user", {"fileData": {"fileUri": "gs://a/b"}}), _turn("model")),
            "contents[0].parts[0].fileData.mimeType is required",
        ),
        (
            _row(_turn("user"), _turn("model", {"functionCall": {"args": {}}})),
            "contents[1].parts[0].functionCall.name is required",
        ),
        (_row(contents=[]), "contents is empty"),
        ({}, "contents is required"),
        ([], "is a list, not an object"),
        (
            _row(sytemInstruction={"parts": [{"text": "a"}]}),
            'sytemInstruction isn\'t a field; did you mean "systemInstruction"?',
        ),
        (
            _row(systemInstruction={"parts": [{"fileData": FILE}]}),
            "systemInstruction.parts[0].text is required",
        ),
        (
            _row(systemInstruction=None),
            "systemInstruction is null, not an object",
        ),
        (
            _row(
                system_instruction={"parts": [{"text": "a"}]},
                systemInstruction={"parts": [{"text": "b"}]},
            ),
            (
                'systemInstruction is given twice, as "systemInstruction" and as '
                '"system_instruction"; keep one'
            ),
        ),
        (_row(labels={"a": 1}), "labels.a is a number, not a string"),
        (
            _row(_turn("user"), _turn("user"), _turn("model")),
            'contents[1].role is "user", as is the one before. Roles must alternate',
        ),
        (
            _row(_turn("user"), _turn("model"), _turn("user")),
            (
                'contents[2].role is "user". The last turn must be "model": the model learns its '
                "own last turn"
            ),
        ),
        (_row(_turn("model")), 'contents has no turn of "user"'),
    ],
)
def test_a_bad_gemini_row_says_where(row: object, problem: str) -> None:
    """A row that Vertex AI would refuse names the place in it, what is wrong, what is allowed."""
    assert problem in _problems(row)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (
            _messages("user", "bot"),
            'messages[1].role is "bot", not one of "system", "user", "model"',
        ),
        (
            _messages("user", "system", "model"),
            'messages[1].role is "system", which may only be first',
        ),
        (
            _messages("system", "system", "user", "model"),
            'messages[1].role is "system", which may only be first',
        ),
        (
            _messages("user", "model", "model"),
            'messages[2].role is "model", as is the one before. Roles must alternate',
        ),
        (_messages("system", "model"), 'messages has no turn of "user"'),
        (
            _messages("system", "user"),
            (
                'messages[1].role is "user". The last turn must be "model": the model learns its '
                "own last turn"
            ),
        ),
        ({"messages": []}, "messages is empty"),
        ({"messages": [{"role": "user", "content": ""}]}, "messages[0].content is empty"),
        (
            {"messages": [{"role": "user", "parts": []}]},
            "messages[0].parts isn't a field (there are: content, role)",
        ),
    ],
)
def test_a_bad_messages_row_says_where(row: object, problem: str) -> None:
    """The earlier form: one system message, first; then user and model, the model last."""
    assert problem in _problems(row, "messages")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (
            _preference("completions", PREFERENCE["completions"][:1]),
            "completions has 1 items, at least 2",
        ),
        (
            _preference("completions", PREFERENCE["completions"] * 2),
            "completions has 4 items, at most 2",
        ),
        (_preference("completions.0.score", 0.5), "completions[0].score is 0.5, not one of 0, 1"),
        (
            _preference("completions.0.score", True),
            "completions[0].score is a boolean, not a number",
        ),
        (
            _preference("completions.0.score", 0),
            (
                "completions[0].score and completions[1].score are both 0. The preferred one must "
                "have 1, the other one 0"
            ),
        ),
        (
            _preference("completions.1.completion.role", "user"),
            'completions[1].completion.role is "user", not one of "model"',
        ),
        (
            _preference("contents", [_turn("user"), _turn("model")]),
            'contents[1].role is "model". The last turn must be "user": completions answer it',
        ),
        (
            _preference("contents", [_turn("user", {"fileData": FILE})]),
            "contents[0].parts[0].fileData isn't a field (there are: text)",
        ),
        (_row(_turn("user")), "completions is required"),
    ],
)
def test_a_bad_preference_row_says_where(row: object, problem: str) -> None:
    """Preferences: a conversation that ends with the user, two scored answers, text only."""
    assert problem in _problems(row, "preference")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("", "is blank. Vertex AI needs an object on every line"),
        (" \t\r", "is blank. Vertex AI needs an object on every line"),
        ('{"contents": [}', "broken JSON at column 15: Expecting value"),
        ("{} {}", "broken JSON at column 4: Extra data"),
        ("[" * 100_000, "is nested too deeply"),
        ('{"labels": {"a": NaN}}', "has NaN, which isn't JSON"),
        ('{"tools": [{"a": 1, "a": 1}]}', "tools[0].a appears twice"),
        (
            json.dumps(_row(_turn("user", {"text": "\ud83d"}), _turn("model"))),
            "contents[0].parts[0].text has half of a surrogate pair, \\ud83d: not Unicode text",
        ),
    ],
)
def test_a_line_that_is_no_row_is_named(line: str, problem: str) -> None:
    """What isn't JSON, or isn't JSON that Google reads, is an error with the line's number."""
    good = json.dumps(_row())
    with pytest.raises(DatasetError) as caught:
        scan(DataText(f"{good}\n{line}\n{good}\n"))
    assert f"source:2: {problem}" in caught.value.problems


def test_a_key_twice_is_seen_wherever_it_stands() -> None:
    """A parser would keep the last of two equal keys: the text that is lost is named."""
    line = json.dumps(_row()).replace('"text": "a"', '"text": "a", "text": "b"', 1)
    with pytest.raises(DatasetError) as caught:
        scan(DataText(line))
    assert caught.value.problems == ["source:1: contents[0].parts[0].text appears twice"]


def test_no_more_is_looked_for_than_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row may have a million wrong keys: the first twenty are named, and no other is looked at.

    Who presses Ctrl-C would wait for what isn't shown.
    """
    looked: list[str] = []

    def counted(name: str, *others: Any) -> str:
        looked.append(name)
        return unknown_key(name, *others)

    monkeypatch.setattr(keys, "unknown_key", counted)
    wrong = dict.fromkeys((f"key{number:03}" for number in range(1000)), 1)
    problems = _problems(_row(**wrong))
    assert len(problems) == 20
    assert problems[-1].startswith("key019 isn't a field")
    assert len(looked) <= 200, "twenty each time that a row is read"
    twice = json.dumps(_row()).replace('"contents"', '"a": 1, "b": 1, "a": 2, "b": 2, "contents"')
    with pytest.raises(DatasetError) as caught:
        scan(DataText(twice))
    assert caught.value.problems[:2] == ["source:1: a appears twice", "source:1: b appears twice"]


def test_a_misspelt_key_is_one_mistake() -> None:
    """A part whose only key is misspelt isn't told as well that it holds nothing."""
    row = _row(_turn("user", {"txt": "a"}), _turn("model"))
    assert _problems(row) == ['contents[0].parts[0].txt isn\'t a field; did you mean "text"?']


def test_an_escaped_pair_is_text() -> None:
    """A character beyond U+FFFF may be written as two escapes: only half a pair is refused."""
    row = _row(_turn("user", {"text": "\U0001f600"}), _turn("model"))
    assert "\\ud83d\\ude00" in json.dumps(row)
    assert scan(DataText(json.dumps(row))).count == 1

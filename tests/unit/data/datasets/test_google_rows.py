"""Google's documented rows, in other words: the provider and the emulator agree on each."""

from __future__ import annotations

import io
import json
from typing import Any, BinaryIO

import pytest

from google_tuning_emulator.vertex.dataset import read
from pulumi_google_tuning.data.datasets.scan import scan
from pulumi_google_tuning.data.problems import DataError
from pulumi_google_tuning.data.statistics import Statistics
from pulumi_google_tuning.fields.values import DataText

SUPERVISED = "supervisedTuningSpec"
OPEN = "google/gemma3@gemma-3-4b-it"


def _text(role: str, text: str) -> dict[str, Any]:
    return {"role": role, "parts": [{"text": text}]}


def _file(kind: str, name: str = "gs://harbour/a") -> dict[str, Any]:
    return {"fileData": {"mimeType": kind, "fileUri": name}}


def _asked(*parts: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"role": "user", "parts": [*parts, {"text": "What is in it?"}]}]


ANSWER = _text("model", "A lighthouse.")
CALL = {"role": "model", "parts": [{"functionCall": {"name": "tide", "args": {"at": "Husum"}}}]}
RETURNED = {"functionResponse": {"name": "tide", "response": {"output": "14:20"}}}
FUNCTION = {
    "system_instruction": {"role": "system", "parts": [{"text": "You know tides."}]},
    "contents": [_text("user", "When?"), CALL, {"parts": [RETURNED]}, _text("model", "At 14:20.")],
    "tools": [{"functionDeclarations": [{"name": "tide", "parameters": {"type": "OBJECT"}}]}],
}

# The row, its form, the spec that reads it.
GOOD: dict[str, tuple[dict[str, Any], str, str]] = {
    "a function's answer without a role": (FUNCTION, "gemini", SUPERVISED),
    "an image": ({"contents": [*_asked(_file("image/jpeg")), ANSWER]}, "gemini", SUPERVISED),
    "thirty images": (
        {"contents": [*_asked(*[_file("image/png")] * 30), ANSWER]},
        "gemini",
        SUPERVISED,
    ),
    "audio": ({"contents": [*_asked(_file("audio/wav")), ANSWER]}, "gemini", SUPERVISED),
    "a video": ({"contents": [*_asked(_file("video/mp4")), ANSWER]}, "gemini", SUPERVISED),
    "a document": ({"contents": [*_asked(_file("application/pdf")), ANSWER]}, "gemini", SUPERVISED),
}
# With what the provider says, and a part of what the emulator does.
BAD: dict[str, tuple[dict[str, Any], str, str, str, str]] = {
    "a text without a role": (
        {"contents": [{"parts": [{"text": "a"}]}, ANSWER]},
        "gemini",
        SUPERVISED,
        "contents[0].role is required",
        "`contents[0].role` is null",
    ),
    "image/jpg": (
        {"contents": [*_asked(_file("image/jpg")), ANSWER]},
        "gemini",
        SUPERVISED,
        "contents[0].parts[0].fileData.mimeType",
        "unsupported MIME type image/jpg",
    ),
    "a Word document": (
        {"contents": [*_asked(_file("application/msword")), ANSWER]},
        "gemini",
        SUPERVISED,
        "contents[0].parts[0].fileData.mimeType",
        "unsupported MIME type application/msword",
    ),
    "an image as an answer": (
        {"contents": [*_asked(), {"role": "model", "parts": [_file("image/png")]}]},
        "gemini",
        SUPERVISED,
        "contents[1] contains a file or data, but the model only learns to answer with text",
        "`contents[1]` contains an unsupported modality",
    ),
    "thirty-one images": (
        {"contents": [*_asked(*[_file("image/png")] * 31), ANSWER]},
        "gemini",
        SUPERVISED,
        "has 31 images. Google takes at most 30 per row",
        "it has 31 images; at most 30",
    ),
}

OPEN_GOOD = {
    "a conversation": (
        {
            "messages": [
                {"role": "system", "content": "You know tides."},
                {"role": "user", "content": "When is high water?"},
                {"role": "assistant", "content": "At 14:20."},
            ]
        },
        "openai-messages",
    ),
    "a prompt": ({"prompt": "Shorten: …", "completion": "Short."}, "prompt-completion"),
    "contents": (
        {
            "systemInstruction": {"parts": [{"text": "Be brief."}]},
            "contents": [*_asked(_file("image/png")), _text("assistant", "A lighthouse.")],
        },
        "open-contents",
    ),
}
OPEN_BAD = {
    "the role model": (
        {"messages": [{"role": "user", "content": "a"}, {"role": "model", "content": "b"}]},
        "openai-messages",
        'source: has rows of the form "messages", not "openai-messages"',
        '`messages[1].role` is "model"',
    ),
    "no answer": (
        {"messages": [{"role": "assistant", "content": "b"}, {"role": "user", "content": "a"}]},
        "openai-messages",
        'source:1: messages[1].role is "user". The last turn must be "assistant"',
        "the last of `messages` must have the role `assistant`",
    ),
    "an empty completion": (
        {"prompt": "a", "completion": ""},
        "prompt-completion",
        "source:1: completion is empty",
        "`completion` must be a text",
    ),
    "a video": (
        {"contents": [*_asked(_file("video/mp4")), _text("assistant", "b")]},
        "open-contents",
        "source:1: contents[0].parts[0].fileData.mimeType",
        "unsupported MIME type video/mp4",
    ),
}

SUM = {
    "systemInstruction": {"role": "system", "parts": [{"text": "You teach arithmetic."}]},
    "contents": [_text("user", "What is 12 times 12? End with the number alone.")],
}
PROMPTS_GOOD = {
    "with a reference": ({**SUM, "references": {"answer": "144"}}, "reinforcement"),
    "without references": (SUM, "reinforcement"),
    "a prompt for distillation": (SUM, "prompts"),
    "an image": ({"contents": _asked(_file("image/png"))}, "reinforcement"),
}
PROMPTS_BAD = {
    "an answer": (
        {"contents": [_text("user", "a"), _text("model", "b")], "references": {}},
        'source:1: contents[1].role is "model". The last turn must be "user": the model answers it',
        "the last of `contents` must have the role `user`",
    ),
    "a number as a reference": (
        {**SUM, "references": {"answer": 144}},
        "source:1: references.answer is a number",
        "`references` must map names to texts",
    ),
}


def _emulated(row: dict[str, Any], spec: str, base_model: str = "gemini-3.5-flash") -> str:
    def open_object(bucket: str, name: str) -> BinaryIO:
        del bucket, name
        return io.BytesIO(json.dumps(row).encode())

    found = read("gs://data/train.jsonl", spec, open_object, base_model)
    assert found is not None
    return found.fault


@pytest.mark.parametrize("case", GOOD)
def test_what_google_documents_is_good(case: str) -> None:
    """A row as Google's pages have it passes the preview and trains on the emulator."""
    row, form, spec = GOOD[case]
    assert scan(DataText(json.dumps(row)), form).count == 1
    assert not _emulated(row, spec)


@pytest.mark.parametrize("case", BAD)
def test_what_google_refuses_is_refused(case: str) -> None:
    """What Google's pages rule out fails in the preview, and a job on the emulator too."""
    row, form, spec, said, emulated = BAD[case]
    with pytest.raises(DataError) as caught:
        scan(DataText(json.dumps(row)), form)
    assert caught.value.problems[0].startswith(f"source:1: {said}")
    assert emulated in _emulated(row, spec)


@pytest.mark.parametrize("case", OPEN_GOOD)
def test_rows_of_open_models_are_good(case: str) -> None:
    """Google's rows for open models pass, as text and in statistics; Gemini doesn't take them."""
    row, form = OPEN_GOOD[case]
    figures = Statistics()
    found = scan(DataText(json.dumps(row)), form, into=figures)
    assert found.count == figures.rows == 1
    assert found.tokens is not None
    assert figures.input_chars + figures.output_chars <= found.tokens.characters
    assert not _emulated(row, SUPERVISED, OPEN)
    assert _emulated(row, SUPERVISED)


@pytest.mark.parametrize("case", OPEN_BAD)
def test_bad_rows_of_open_models_are_refused(case: str) -> None:
    """The preview and a job on the emulator refuse the same."""
    row, form, said, emulated = OPEN_BAD[case]
    with pytest.raises(DataError) as caught:
        scan(DataText(json.dumps(row)), form)
    assert caught.value.problems[0].startswith(said)
    assert emulated in _emulated(row, SUPERVISED, OPEN)


@pytest.mark.parametrize("case", PROMPTS_GOOD)
def test_rows_of_prompts_are_good(case: str) -> None:
    """Google's rows for reinforcement tuning and distillation: all of them is input."""
    row, form = PROMPTS_GOOD[case]
    figures = Statistics()
    assert scan(DataText(json.dumps(row)), form, into=figures).count == 1
    assert figures.output_chars == 0 < figures.input_chars
    spec = "reinforcementTuningSpec" if form == "reinforcement" else "distillationSpec"
    assert not _emulated(row, spec)


@pytest.mark.parametrize("case", PROMPTS_BAD)
def test_bad_rows_of_prompts_are_refused(case: str) -> None:
    """The preview and a job on the emulator refuse the same."""
    row, said, emulated = PROMPTS_BAD[case]
    with pytest.raises(DataError) as caught:
        scan(DataText(json.dumps(row)), "reinforcement")
    assert caught.value.problems[0].startswith(said)
    assert emulated in _emulated(row, "reinforcementTuningSpec")

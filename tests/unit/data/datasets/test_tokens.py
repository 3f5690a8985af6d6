"""Everything that the model sees is counted; what no row tells is a range, or not counted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pulumi_google_tuning.data.datasets.scan import scan
from pulumi_google_tuning.data.datasets.tokens import Tokens


def _user(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"role": "user", "parts": list(parts)}


def _answer(text: str = "yes") -> dict[str, Any]:
    return {"role": "model", "parts": [{"text": text}]}


def _file(mime_type: str, **more: Any) -> dict[str, Any]:
    return {"fileData": {"mimeType": mime_type, "fileUri": "gs://my-bucket/one"}, **more}


def tokens(*rows: dict[str, Any], base_model: str | None = None, form: str = "gemini") -> Tokens:
    """Return the tokens of rows."""
    counted = scan(list(rows), form).tokens
    assert counted is not None
    return counted.tokens(base_model)


def test_functions_are_counted_as_the_model_sees_them() -> None:
    """Declarations and calls, which are nearly all of such a row, count within a fifth."""
    parameters = {
        "type": "OBJECT",
        "properties": {"harbour": {"type": "STRING", "description": "The harbour's name"}},
    }
    one = {"description": "Gives tide and wind of a harbour", "parameters": parameters}
    tools = [{"functionDeclarations": [{"name": f"tool_{i}", **one} for i in range(15)]}]
    call = {"functionCall": {"name": "tool_1", "args": {"harbour": "H1"}}}
    row = {
        "contents": [_user({"text": "Tide?"}), {"role": "model", "parts": [call]}],
        "tools": tools,
    }
    about = len(json.dumps(row)) / 4
    found = tokens(row)
    assert found.low == found.high
    assert found.high == pytest.approx(about, rel=0.2)


@pytest.mark.parametrize(
    ("part", "config", "base_model", "low", "high"),
    [
        (_file("image/jpeg"), {}, None, 256, 2304),
        (_file("image/PNG"), {}, "gemini-3.5-flash", 1120, 1120),
        (_file("image/png"), {}, "gemini-2.5-flash", 256, 2304),
        (_file("image/png"), {"mediaResolution": "MEDIA_RESOLUTION_LOW"}, "gemini-2.5-pro", 64, 64),
        (_file("image/png"), {"mediaResolution": "MEDIA_RESOLUTION_MEDIUM"}, None, 256, 560),
        (
            _file("image/png", mediaResolution={"level": "MEDIA_RESOLUTION_ULTRA_HIGH"}),
            {"mediaResolution": "MEDIA_RESOLUTION_LOW"},
            "gemini-3.1-flash-lite",
            2240,
            2240,
        ),
        (_file("image/png", mediaResolution="MEDIA_RESOLUTION_HIGH"), {}, "other", 256, 2304),
    ],
)
def test_an_image_is_what_its_resolution_says(
    part: dict[str, Any], config: dict[str, Any], base_model: str | None, low: int, high: int
) -> None:
    """Its tokens are Google's for the model and the resolution; a range where either is open."""
    row = {"contents": [_user(part), _answer("four")], "generationConfig": config}
    assert tokens(row, base_model=base_model) == Tokens(low + 1, high + 1)


@pytest.mark.parametrize("mime_type", ["video/mp4", "audio/wav", "application/pdf", "text/plain"])
def test_what_has_a_length_of_its_own_is_not_counted(mime_type: str) -> None:
    """No row says how long a video is, so nothing is told of it."""
    inline = {"inlineData": {"mimeType": mime_type, "data": "QUJD"}}
    row = {"contents": [_user(_file(mime_type), inline), _answer()]}
    found = tokens(row)
    assert (found.not_counted, found.known) == (2, False)
    image = _file("image/png", mediaResolution="MEDIA_RESOLUTION_TO_COME")
    assert not tokens({"contents": [_user(image), _answer()]}).known


def test_every_word_counts_in_every_form() -> None:
    """Instruction, turns, schemas of answers, and both completions of a preference."""
    contents = [_user({"text": "x" * 40}), _answer("y" * 40)]
    told = {"parts": [{"text": "z" * 40}]}
    assert tokens({"contents": contents, "systemInstruction": told}) == Tokens(30, 30)
    schema = {"responseSchema": {"type": "STRING"}}
    assert tokens({"contents": contents, "generationConfig": schema}) == Tokens(25, 25)
    turns = [{"role": "user", "content": "x" * 40}, {"role": "model", "content": "y" * 40}]
    assert tokens({"messages": turns}, form="messages") == Tokens(20, 20)
    pair = {
        "contents": contents[:1],
        "completions": [
            {"score": 1, "completion": _answer("a" * 20)},
            {"score": 0, "completion": _answer("b" * 20)},
        ],
    }
    assert tokens(pair, form="preference") == Tokens(20, 20)

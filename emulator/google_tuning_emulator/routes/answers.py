"""An answer to a prompt as Google writes it, in one piece or in a stream: every API's the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Response

from google_tuning_emulator.training.inference import MODEL_VERSION, pieces, token_count
from google_tuning_emulator.wire.errors import ApiError
from google_tuning_emulator.wire.replies import json_reply, wants_enum_numbers
from google_tuning_emulator.wire.scalars import EnumName, enums_as_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Request

_CHARACTERS_A_TOKEN = 4
_FILE_TOKENS = 258
_STOP = EnumName("STOP", 1)


def whole_answer(text: str, prompt: str, request: Request) -> Response:
    """Answer in one piece."""
    return json_reply(_body(text, prompt, text, last=True), request)


def streamed_answer(text: str, prompt: str, request: Request) -> Response:
    """Answer in pieces: server-sent events with ``alt=sse``, else a JSON array."""
    parts = pieces(text)
    bodies = [
        _body(part, prompt, text, last=number == len(parts) - 1)
        for number, part in enumerate(parts)
    ]
    numbers = wants_enum_numbers(request)
    chunks = [json.dumps(enums_as_numbers(body) if numbers else body) for body in bodies]
    alt = request.args.get("$alt") or request.args.get("alt") or ""
    if "sse" in alt.split(";"):
        events = (f"data: {chunk}\r\n\r\n" for chunk in chunks)
        return Response(events, content_type="text/event-stream")
    return Response(_as_array(chunks), content_type="application/json; charset=UTF-8")


def counted_tokens(given: dict[str, Any], request: Request) -> Response:
    """Answer ``countTokens``: four characters a token of text and JSON, 258 tokens a file."""
    contents = given.get("contents")
    if not contents:
        raise ApiError(
            400, "Unable to submit request because at least one contents field is required."
        )
    turns = [*contents, given.get("systemInstruction") or {}]
    parts = [part for turn in turns for part in turn.get("parts", [])]
    files = [part for part in parts if part.keys() & {"inlineData", "fileData"}]
    told = [
        part["text"] if "text" in part else json.dumps(part) for part in parts if part not in files
    ]
    if given.get("tools"):
        told.append(json.dumps(given["tools"]))
    characters = sum(map(len, told))
    body = {"totalTokens": -(-characters // _CHARACTERS_A_TOKEN) + _FILE_TOKENS * len(files)}
    return json_reply(body, request)


def _body(text: str, prompt: str, full_text: str, *, last: bool) -> dict[str, Any]:
    candidate: dict[str, Any] = {"content": {"parts": [{"text": text}], "role": "model"}}
    if last:
        candidate["finishReason"] = _STOP
    prompt_tokens, answer_tokens = token_count(prompt), token_count(full_text)
    return {
        "candidates": [candidate],
        "usageMetadata": {
            "promptTokenCount": prompt_tokens,
            "candidatesTokenCount": answer_tokens,
            "totalTokenCount": prompt_tokens + answer_tokens,
        },
        "modelVersion": MODEL_VERSION,
    }


def _as_array(chunks: list[str]) -> Iterator[str]:
    for number, chunk in enumerate(chunks):
        yield ("[" if number == 0 else ",\r\n") + chunk
    yield "]"

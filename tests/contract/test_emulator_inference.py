"""Answers of tuned models: from the examples, and only from them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from contract_server import Server, body

MODEL = "/v1beta/tunedModels/numbers"
LONG = "long " * 30


@pytest.fixture(autouse=True)
def model(server: Server) -> None:
    """Return a model that knows three answers."""
    whole = body()
    whole["tuningTask"]["trainingData"]["examples"]["examples"] = [
        {"textInput": "seven", "output": "eight"},
        {"textInput": "twenty two", "output": "twenty three"},
        {"textInput": "say much", "output": LONG},
    ]
    server.ok("POST", "/v1beta/tunedModels?tunedModelId=numbers", whole)
    server.admin("POST", "models/numbers/complete")


def prompt(text: str, **more: Any) -> dict[str, Any]:
    """Return a generateContent request."""
    return {"contents": [{"parts": [{"text": text}]}], **more}


def said(server: Server, text: str) -> str:
    """Return the answer to a prompt."""
    answer = server.ok("POST", f"{MODEL}:generateContent", prompt(text))
    return str(answer["candidates"][0]["content"]["parts"][0]["text"])


def test_what_was_trained_on(server: Server) -> None:
    """An input of the examples gets its output, whatever its case and spaces."""
    assert said(server, "seven") == "eight"
    assert said(server, "  Twenty  Two\n") == "twenty three"


def test_inputs_that_differ_at_their_end(server: Server) -> None:
    """The same input is found however long it is, and however like the others look."""
    whole = body()
    whole["tuningTask"]["trainingData"]["examples"]["examples"] = [
        {"textInput": "x" * 10_000 + str(number), "output": str(number)} for number in range(5)
    ]
    server.ok("POST", "/v1beta/tunedModels?tunedModelId=long", whole)
    server.admin("POST", "models/long/complete")
    answer = server.ok(
        "POST", "/v1beta/tunedModels/long:generateContent", prompt("x" * 10_000 + "3")
    )
    assert answer["candidates"][0]["content"]["parts"] == [{"text": "3"}]


def test_what_was_not(server: Server) -> None:
    """Any other input gets the likest example's output, the same one each time."""
    assert said(server, "twenty tow") == "twenty three"
    assert said(server, "sevem") == "eight"
    assert said(server, "日本") == said(server, "日本")


def test_the_last_turn_counts(server: Server) -> None:
    """In a conversation the user's last turn is answered."""
    turns = [
        {"role": "user", "parts": [{"text": "seven"}]},
        {"role": "model", "parts": [{"text": "eight"}]},
        {"role": "user", "parts": [{"text": "twenty "}, {"text": "two"}]},
    ]
    answer = server.ok("POST", f"{MODEL}:generateContent", {"contents": turns})
    assert answer["candidates"][0]["content"]["parts"] == [{"text": "twenty three"}]


def test_it_says_that_it_is_no_model(server: Server) -> None:
    """Each answer's modelVersion tells where it came from."""
    answer = server.ok("POST", f"{MODEL}:generateContent", prompt("seven"))
    assert answer["modelVersion"] == "emulator: answers from the training examples"
    usage = answer["usageMetadata"]
    total = usage["promptTokenCount"] + usage["candidatesTokenCount"]
    assert usage["totalTokenCount"] == total > 0


def test_streams(server: Server) -> None:
    """A stream is events with `alt=sse` and else a JSON array: pieces, the last with its reason."""
    for version in ("v1", "v1beta"):
        path = f"/{version}/tunedModels/numbers:streamGenerateContent"
        pieces = server.ok("POST", path, prompt("say much"))
        events = server.call("POST", f"{path}?alt=sse", prompt("say much"))
        assert events.headers["Content-Type"].startswith("text/event-stream")
        lines = events.text.split("\r\n\r\n")
        assert lines.pop() == ""
        assert [json.loads(line.removeprefix("data: ")) for line in lines] == pieces
        candidates = [piece["candidates"][0] for piece in pieces]
        assert len(candidates) > 2
        assert "".join(c["content"]["parts"][0]["text"] for c in candidates) == LONG
        assert [c.get("finishReason") for c in candidates[:-1]] == [None] * (len(candidates) - 1)
        assert candidates[-1]["finishReason"] == "STOP"


@pytest.mark.parametrize("how", ["creating", "failed"])
def test_a_model_that_is_not_active(how: str, server: Server) -> None:
    """A model in training, or whose training failed, answers 400 with its state."""
    server.create("young")
    if how == "failed":
        server.admin("POST", "models/young/fail", {})
    path = "/v1beta/tunedModels/young:generateContent"
    error = server.error("POST", path, prompt("1"))
    assert error["code"] == 400
    assert how.upper() in error["message"]


@pytest.mark.parametrize(
    ("request_body", "words"),
    [
        (prompt("1", systemInstruction={"parts": [{"text": "be kind"}]}), "Developer instruction"),
        (prompt("1", generationConfig={"responseMimeType": "application/json"}), "Json mode"),
        (prompt("x" * 40_001), "40000"),
        (prompt("1", generationConfig={"temperature": 3}), "temperature"),
        (prompt("1", foo=1), 'Unknown name "foo": Cannot find field.'),
        (prompt("1", generationConfig={"topK": "x"}), "'generation_config.top_k' (TYPE_INT32)"),
        ({}, "contents is not specified"),
        ({"contents": [{"parts": []}]}, "must not be empty"),
    ],
)
def test_what_a_tuned_model_refuses(
    request_body: dict[str, Any], words: str, server: Server
) -> None:
    """No system instruction, no JSON mode, no long input, nothing unknown."""
    error = server.error("POST", f"{MODEL}:generateContent", request_body)
    assert error["code"] == 400
    assert words in error["message"]


def test_what_v1_lacks(server: Server) -> None:
    """V1 has no system instruction at all."""
    given = prompt("1", systemInstruction={"parts": [{"text": "x"}]})
    error = server.error("POST", "/v1/tunedModels/numbers:generateContent", given)
    assert "Unknown name" in error["message"]


def test_text_models_and_content_models(server: Server) -> None:
    """A model answers the method of its base, and 404 in Google's words for the other."""
    server.trained("palm", baseModel="models/text-bison-001")
    ask = {"prompt": {"text": "1"}}
    for version in ("v1beta", "v1beta3"):
        answer = server.ok("POST", f"/{version}/tunedModels/palm:generateText", ask)
        assert answer["candidates"] == [{"output": "2"}]
    content = server.error("POST", "/v1beta/tunedModels/palm:generateContent", prompt("1"))
    assert "is not supported for generateContent" in content["message"]
    text = server.error("POST", f"{MODEL}:generateText", ask)
    assert "is not supported for generateText" in text["message"]


def test_base_models_do_not_answer(server: Server) -> None:
    """The emulator has no model of its own, and doesn't act as if."""
    path = "/v1beta/models/gemini-2.5-flash:generateContent"
    assert server.error("POST", path, prompt("1"))["code"] == 404

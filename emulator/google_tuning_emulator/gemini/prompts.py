"""The requests of generateContent and generateText, and what a tuned model refuses in them."""

from __future__ import annotations

from typing import Any

from google_tuning_emulator.gemini.messages import PACKAGE
from google_tuning_emulator.gemini.validation import INPUT_CHARS
from google_tuning_emulator.wire.errors import ApiError, Violation, bad_request
from google_tuning_emulator.wire.fields import Field, Message

_NUMBERS = {
    "candidateCount": Field("int32"),
    "maxOutputTokens": Field("int32"),
    "temperature": Field("float"),
    "topP": Field("float"),
    "topK": Field("int32"),
    "stopSequences": Field("string", repeated=True),
}
_MOST_TEMPERATURE = 2


def _content(version: str) -> Message:
    """Return GenerateContentRequest; v1 has no system instruction, tools, or JSON mode."""
    beta = version != "v1"
    prefix = f"{PACKAGE}.{version}"
    part = {"text": Field("string", oneof="data"), "inlineData": Field("any", oneof="data")}
    config = dict(_NUMBERS) | {
        name: Field("any")
        for name in (
            "presencePenalty",
            "frequencyPenalty",
            "responseLogprobs",
            "logprobs",
            "enableEnhancedCivicAnswers",
        )
    }
    if beta:
        part |= {
            name: Field("any", oneof="data")
            for name in (
                "functionCall",
                "functionResponse",
                "fileData",
                "executableCode",
                "codeExecutionResult",
            )
        }
        config |= {
            name: Field("any") for name in ("responseSchema", "responseModalities", "speechConfig")
        }
        config["responseMimeType"] = Field("string")
    content = Message(
        f"{prefix}.Content",
        {
            "parts": Field("message", repeated=True, message=Message(f"{prefix}.Part", part)),
            "role": Field("string"),
        },
    )
    fields = {
        "model": Field("string"),
        "contents": Field("message", repeated=True, message=content),
        "safetySettings": Field("any", repeated=True),
        "generationConfig": Field("message", message=Message(f"{prefix}.GenerationConfig", config)),
    }
    if beta:
        fields["systemInstruction"] = Field("message", message=content)
        fields |= {"tools": Field("any", repeated=True), "toolConfig": Field("any")}
        fields["cachedContent"] = Field("string")
    return Message(f"{prefix}.GenerateContentRequest", fields)


def _text(version: str) -> Message:
    prefix = f"{PACKAGE}.{version}"
    prompt = Message(f"{prefix}.TextPrompt", {"text": Field("string")})
    return Message(
        f"{prefix}.GenerateTextRequest",
        {
            "model": Field("string"),
            "prompt": Field("message", message=prompt),
            "safetySettings": Field("any", repeated=True),
            **_NUMBERS,
        },
    )


CONTENT_REQUESTS = {version: _content(version) for version in ("v1", "v1beta")}
TEXT_REQUESTS = {version: _text(version) for version in ("v1beta", "v1beta3")}


def content_prompt(body: Any, version: str, model_name: str) -> str:
    """Return the prompt of a generateContent request: the text of its last turn by the user.

    Raises:
        ApiError: 400 for a request that a tuned model doesn't take.

    """
    request = CONTENT_REQUESTS[version].parse(body)
    config = request.get("generationConfig", {})
    if "systemInstruction" in request:
        raise ApiError(400, f"Developer instruction is not enabled for {model_name}")
    if config.get("responseMimeType", "text/plain") != "text/plain":
        raise ApiError(400, f"Json mode is not enabled for {model_name}")
    _check_temperature(config)
    turns = [turn for turn in request.get("contents", []) if turn.get("role", "user") == "user"]
    if not turns:
        raise _missing("* GenerateContentRequest.contents: contents is not specified\n")
    prompt = "".join(part.get("text", "") for part in turns[-1].get("parts", []))
    if not prompt:
        raise _missing(
            "* GenerateContentRequest.contents.parts: contents.parts must not be empty.\n"
        )
    return _limited(prompt)


def text_prompt(body: Any, version: str) -> str:
    """Return the prompt of a generateText request.

    Raises:
        ApiError: 400 for a request that isn't one.

    """
    request = TEXT_REQUESTS[version].parse(body)
    _check_temperature(request)
    prompt = request.get("prompt", {}).get("text", "")
    if not prompt:
        raise _missing("* GenerateTextRequest.prompt.text: prompt.text is not specified\n")
    return _limited(prompt)


def _check_temperature(config: dict[str, Any]) -> None:
    if not 0 <= config.get("temperature", 0) <= _MOST_TEMPERATURE:
        raise _missing(
            "* GenerateContentRequest.generation_config.temperature: temperature must be in the "
            f"range [0.0, {_MOST_TEMPERATURE}.0].\n"
        )


def _limited(prompt: str) -> str:
    if len(prompt) > INPUT_CHARS:
        raise _missing(
            f"The input has {len(prompt)} characters; a tuned model takes at most {INPUT_CHARS}."
        )
    return prompt


def _missing(message: str) -> ApiError:
    return bad_request([Violation("", message)])

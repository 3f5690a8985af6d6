"""A conversation as a row of the form that is asked for, or why that form can't hold it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pulumi_google_tuning.data.convert.talk import Part, Talk, UnconvertibleError
from pulumi_google_tuning.data.forms import PAIRS

Row = dict[str, Any]
_ASSISTANT: Final = "assistant"


def row_of(talk: Talk, form: str) -> Row:
    """Write a row. Raises UnconvertibleError rather than leave anything of it out."""
    writer = _WRITERS.get(form)
    if writer is None:
        raise UnconvertibleError(f"is a conversation, and {form} needs more than that")
    return writer(talk)


def _gemini(talk: Talk) -> Row:
    system = {"systemInstruction": {"parts": talk.system}} if talk.system else {}
    contents = [{"role": role, "parts": parts} for role, parts in talk.turns]
    return {**system, "contents": contents, **talk.rest}


def _open_contents(talk: Talk) -> Row:
    row = _gemini(talk)
    for turn in row["contents"]:
        turn["role"] = _ASSISTANT if turn["role"] == "model" else turn["role"]
    return row


def _openai_messages(talk: Talk) -> Row:
    return _messages(talk, _ASSISTANT)


def _prompt_completion(talk: Talk) -> Row:
    given, wanted = _question_and_answer(talk, "prompt and completion")
    return {"prompt": given, "completion": wanted}


def _messages(talk: Talk, model: str = "model") -> Row:
    _nothing_beside(talk, "messages")
    messages = [{"role": "system", "content": _one_text(talk.system)}] if talk.system else []
    messages += [
        {"role": model if role == "model" else role, "content": _one_text(parts)}
        for role, parts in talk.turns
    ]
    return {"messages": messages}


def _pair(talk: Talk) -> Row:
    given, wanted = _question_and_answer(talk, "a pair")
    return {"text_input": given, "output": wanted}


def _question_and_answer(talk: Talk, name: str) -> tuple[str, str]:
    _nothing_beside(talk, name)
    if talk.system:
        raise UnconvertibleError(f"has an instruction, and {name} has no place for it")
    if [role for role, _ in talk.turns] != ["user", "model"]:
        raise UnconvertibleError(f"has other turns than {name} holds: one question, one answer")
    return _one_text(talk.turns[0][1]), _one_text(talk.turns[1][1])


_WRITERS: Final[dict[str, Callable[[Talk], Row]]] = {
    PAIRS: _pair,
    "gemini": _gemini,
    "messages": _messages,
    "openai-messages": _openai_messages,
    "prompt-completion": _prompt_completion,
    "open-contents": _open_contents,
}


def _nothing_beside(talk: Talk, name: str) -> None:
    if talk.rest:
        raise UnconvertibleError(f"has more than a conversation (such as tools): not in {name}")


def _one_text(parts: list[Part]) -> str:
    if len(parts) != 1 or parts[0].keys() != {"text"}:
        raise UnconvertibleError("has a turn that is more than one text")
    return str(parts[0]["text"])

"""What a row says, whatever its form: the instruction, the turns, and what only its form holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pulumi_google_tuning.data.forms import INPUTS, PAIRS, PALM
from pulumi_google_tuning.fields.messages import type_name

Part = dict[str, Any]
Turn = tuple[str, list[Part]]


class UnconvertibleError(Exception):
    """Why a row can't be converted: a sentence that holds nothing of what the row says."""


@dataclass(frozen=True)
class Talk:
    """A conversation: parts as Gemini has them, the roles `user` and `model`."""

    turns: list[Turn]
    system: list[Part] = field(default_factory=list)
    rest: dict[str, Any] = field(default_factory=dict)
    """Keys of a row beside the conversation, such as tools."""


def talk_of(row: Mapping[str, Any], form: str) -> Talk:
    """Read a row of a form. Raises UnconvertibleError where it holds more than a conversation."""
    reader = _READERS.get(form)
    if reader is None:
        raise UnconvertibleError(f"has the form {form}, which no other form can hold")
    return reader(row)


def _pair(row: Mapping[str, Any]) -> Talk:
    given = _only_one(row, (*INPUTS, PALM[0]), "input")
    wanted = _only_one(row, ("output", PALM[1]), "output")
    return _answered(row, given, wanted)


def _prompt_completion(row: Mapping[str, Any]) -> Talk:
    return _answered(row, "prompt", "completion")


def _answered(row: Mapping[str, Any], given: str, wanted: str) -> Talk:
    strays = len(row.keys() - {given, wanted})
    if strays:
        raise UnconvertibleError(_strays(strays, f"{given} and {wanted}"))
    return Talk(
        [
            ("user", [{"text": _text(row[given], given)}]),
            ("model", [{"text": _text(row[wanted], wanted)}]),
        ]
    )


def _contents(row: Mapping[str, Any]) -> Talk:
    rest = dict(row)
    camel, snake = rest.pop("systemInstruction", None), rest.pop("system_instruction", None)
    if camel is not None and snake is not None:
        raise UnconvertibleError("has systemInstruction and system_instruction")
    told = camel if snake is None else snake
    system = [] if told is None else _parts(told, "systemInstruction")
    turns = []
    for i, turn in enumerate(rest.pop("contents")):
        at = f"contents[{i}]"
        parts = _parts(turn, at)
        role = turn.get("role", "user")
        if turn.keys() - {"role", "parts"}:
            raise UnconvertibleError(_strays(len(turn.keys() - {"role", "parts"}), "parts", at))
        turns.append((_role(role, at), parts))
    return Talk(turns, system, rest)


def _messages(row: Mapping[str, Any]) -> Talk:
    strays = len(row.keys() - {"messages"})
    if strays:
        raise UnconvertibleError(_strays(strays, "messages"))
    system: list[Part] = []
    turns: list[Turn] = []
    for i, message in enumerate(row["messages"]):
        at = f"messages[{i}]"
        if not isinstance(message, Mapping):
            raise UnconvertibleError(f"{at} is {type_name(message)}, not an object")
        strange = {key for key, item in message.items() if item not in (None, [], 1)}
        strange -= {"role", "content"}
        if strange:
            raise UnconvertibleError(_strays(len(strange), "role and content", at))
        said = message.get("content")
        parts = _message_parts(said, f"{at}.content")
        if message.get("role") in ("system", "developer"):
            if turns:
                raise UnconvertibleError(f"{at} is an instruction after the first turn")
            system += parts
        else:
            turns.append((_role(message.get("role"), at), parts))
    return Talk(turns, system)


_READERS: Final[dict[str, Callable[[Mapping[str, Any]], Talk]]] = {
    PAIRS: _pair,
    "prompt-completion": _prompt_completion,
    "gemini": _contents,
    "open-contents": _contents,
    "messages": _messages,
    "openai-messages": _messages,
}

_ROLES: Final = {"user": "user", "model": "model", "assistant": "model"}


def _role(role: Any, at: str) -> str:
    found = _ROLES.get(role) if isinstance(role, str) else None
    if found is None:
        raise UnconvertibleError(f"{at}.role is none of user, model, assistant, system")
    return found


def _message_parts(said: Any, at: str) -> list[Part]:
    if not isinstance(said, list):
        return [{"text": _text(said, at)}]
    parts = []
    for i, one in enumerate(said):
        if not isinstance(one, Mapping) or one.keys() != {"type", "text"}:
            raise UnconvertibleError(f"{at}[{i}] isn't text")
        parts.append({"text": _text(one["text"], f"{at}[{i}].text")})
    return parts


def _parts(turn: Any, at: str) -> list[Part]:
    parts = turn.get("parts") if isinstance(turn, Mapping) else None
    if not isinstance(parts, list) or not all(isinstance(part, Mapping) for part in parts):
        raise UnconvertibleError(f"{at}.parts isn't a list of parts")
    return [dict(part) for part in parts]


def _only_one(row: Mapping[str, Any], keys: tuple[str, ...], name: str) -> str:
    found = [key for key in keys if key in row]
    if len(found) != 1:
        raise UnconvertibleError(f"has {'no' if not found else 'more than one'} {name}")
    return found[0]


def _text(value: Any, at: str) -> str:
    if not isinstance(value, str):
        raise UnconvertibleError(f"{at} is {type_name(value)}, not text")
    if not value:
        raise UnconvertibleError(f"{at} is empty")
    return value


def _strays(number: int, names: str, at: str = "") -> str:
    keys = "a key" if number == 1 else f"{number} keys"
    return f"{at + ' ' if at else ''}has {keys} beside {names}; --drop NAME leaves one out"

"""The names of the forms of a row, and which one a row has by its keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

PAIRS: Final = "pairs"
"""An input and an output: a TunedModel's examples."""
INPUTS: Final = ("text_input", "textInput", "input")
PALM: Final = ("input_text", "output_text")
"""The keys that PaLM's models were tuned with."""

_OPENAI_ROLES: Final = ("assistant", "developer", "tool")
_OPENAI_KEYS: Final = frozenset(("name", "weight", "tool_calls", "tool_call_id", "function_call"))


def form_of(row: Mapping[str, Any]) -> str | None:
    """Return the form that a row's keys and roles tell; None where they tell none."""
    if "completions" in row:
        return "preference"
    if "references" in row:
        return "reinforcement"
    if isinstance(row.get("contents"), list):
        return _of_contents(row["contents"])
    if isinstance(row.get("messages"), list):
        return "openai-messages" if _is_openai(row["messages"]) else "messages"
    if "prompt" in row and "completion" in row:
        return "prompt-completion"
    if any(key in row for key in (*INPUTS, *PALM)):
        return PAIRS
    return None


def is_palm(row: Mapping[str, Any]) -> bool:
    """Return whether a pair has the keys of PaLM."""
    return any(key in row for key in PALM)


def _of_contents(contents: list[Any]) -> str | None:
    """Return the form that the roles tell; None where the last turn is the user's."""
    roles = [turn.get("role") if isinstance(turn, Mapping) else None for turn in contents]
    if "assistant" in roles and "model" not in roles:
        return "open-contents"
    return None if roles[-1:] == ["user"] else "gemini"


def _is_openai(messages: list[Any]) -> bool:
    """Return whether messages have what only OpenAI's have: its own roles, or its own keys."""
    for message in messages:
        if not isinstance(message, Mapping):
            continue
        if message.get("role") in _OPENAI_ROLES or message.keys() & _OPENAI_KEYS:
            return True
        if isinstance(message.get("content"), list):
            return True
    return False

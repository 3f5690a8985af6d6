"""Rows for open models: their chats call the model ``assistant``, and a prompt has a completion.

https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/tuning/open-model-tuning
"""

from __future__ import annotations

import json
from typing import Any

from google_tuning_emulator.vertex.media import RowError, check_kinds

_LEARNS = "assistant"
_ROLES = {"messages": {"system", "user", _LEARNS}, "contents": {"user", _LEARNS}}
_IMAGES = {"image/jpeg", "image/png", "image/webp"}


def is_open_model(base_model: str) -> bool:
    """Return whether a base model is an open one: ``google/gemma3@gemma-3-4b-it``."""
    return "@" in base_model


def open_turns(row: dict[str, Any]) -> list[tuple[str, str]]:
    """Return a row's turns as role and text; the last one is what is learned."""
    if "prompt" in row or "completion" in row:
        return [("user", _text(row, "prompt")), ("model", _text(row, "completion"))]
    forms = [form for form in _ROLES if isinstance(row.get(form), list) and row[form]]
    if len(forms) != 1:
        raise RowError("it needs `messages`, `contents`, or `prompt` and `completion`.")
    (form,) = forms
    turns = [_turn(turn, f"{form}[{i}]", form) for i, turn in enumerate(row[form])]
    if turns[-1][0] != _LEARNS:
        raise RowError(f"the last of `{form}` must have the role `{_LEARNS}`.")
    return [("model" if role == _LEARNS else role, text) for role, text in turns]


def _turn(turn: Any, at: str, form: str) -> tuple[str, str]:
    role = turn.get("role") if isinstance(turn, dict) else None
    if role not in _ROLES[form]:
        allowed = ", ".join(sorted(_ROLES[form]))
        raise RowError(f"`{at}.role` is {json.dumps(role)}; valid roles are {allowed}.")
    if form == "messages":
        return role, _text(turn, "content")
    parts = turn.get("parts")
    if not isinstance(parts, list) or not parts or not all(isinstance(p, dict) for p in parts):
        raise RowError(f"`{at}.parts` must be a list of parts that isn't empty.")
    check_kinds(parts, at, _IMAGES)
    return role, "".join(_text(part, "text") for part in parts if "text" in part)


def _text(holder: dict[str, Any], name: str) -> str:
    text = holder.get(name)
    if not isinstance(text, str) or not text:
        raise RowError(f"`{name}` must be a text that isn't empty.")
    return text

"""Typed forms of the nested arguments."""

# Written by `make generate` from schema/tuning_dataset.schema.json: change it there.

from __future__ import annotations

from typing import Literal

Delete = Literal[
    "allow",
    "deny",
]

DeletionPolicy = Literal[
    "DELETE",
    "RETAIN",
]

Format = Literal[
    "gemini",
    "messages",
    "preference",
    "openai-messages",
    "prompt-completion",
    "open-contents",
    "reinforcement",
    "prompts",
]

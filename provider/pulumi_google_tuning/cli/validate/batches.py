"""The rows of a file as requests of `countTokens`: many rows a request, and not too many bytes.

A request's contents are the turns of its rows, one after the other: what is learned is counted as
what is asked, as Google bills both. A system instruction is a turn of its own here; the tools that
rows declare are sent once for all rows of a request, and counted for each.
Sources: https://ai.google.dev/api/tokens, and the REST reference of publishers.models.countTokens.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pulumi_google_tuning.cli.validate.forms import Form, rows
from pulumi_google_tuning.fields.values import Json

MOST_ROWS: Final = 500
# Some hundred thousand tokens, which every Gemini takes at once; a row has at most as many.
MOST_CHARACTERS: Final = 400_000

_ROLES: Final = {"system": "user", "assistant": "model"}


@dataclass
class Batch:
    """The rows of one request."""

    contents: list[Json] = field(default_factory=list)
    tools: Any = None
    rows: int = 0
    characters: int = 0

    @property
    def body(self) -> Json:
        """Return the request's body."""
        return {"contents": self.contents, **({"tools": self.tools} if self.tools else {})}

    def takes(self, characters: int, tools: Any) -> bool:
        """Return whether another row fits in."""
        fits = self.characters + characters <= MOST_CHARACTERS and self.rows < MOST_ROWS
        return not self.rows or (fits and self.tools == tools)


def batches(file: str, form: Form, doing: str | None = None) -> Iterator[Batch]:
    """Read a good file, and yield its requests in order; a terminal shows how far, by `doing`."""
    batch = Batch()
    for row in rows(file, form, doing):
        read = json.loads(row.whole)
        tools = read.get("tools")
        if not batch.takes(len(row.whole), tools):
            yield batch
            batch = Batch()
        batch.tools = tools
        batch.rows += 1
        batch.characters += len(row.whole)
        batch.contents += _turns(read, form)
    if batch.rows:
        yield batch


def _turns(row: Mapping[str, Any], form: Form) -> Iterator[Json]:
    if form is Form.PAIRS:
        yield _said("user", row["textInput"])
        yield _said("model", row["output"])
        return
    if "systemInstruction" in row:
        yield {"role": "user", "parts": row["systemInstruction"]["parts"]}
    for turn in row.get("contents", ()):
        yield {"role": _ROLES.get(turn.get("role"), turn.get("role", "user")), **_parts(turn)}
    for turn in row.get("messages", ()):
        yield _said(_ROLES.get(turn["role"], turn["role"]), str(turn["content"]))
    for one in row.get("completions", ()):
        yield {"role": "model", **_parts(one["completion"])}


def _parts(turn: Mapping[str, Any]) -> Json:
    return {"parts": turn["parts"]}


def _said(role: str, text: str) -> Json:
    return {"role": role, "parts": [{"text": text}]}

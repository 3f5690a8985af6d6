"""What a row has beside its texts: files, functions, settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from pulumi_google_tuning.data.datasets.tokens import TokenCount, declared_characters

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_NOTHING: Final[Mapping[str, Any]] = {}

Known = tuple[tuple[str, ...], Mapping[str, Any], int, int]
"""What was beside the turns of a good row: its names, itself, how many characters of it the model
sees, and how many colons it is as JSON."""


class More:
    """What was walked through of a row beside its texts; each value is good by its own schema."""

    __slots__ = (
        "beside",
        "characters",
        "colons",
        "containers",
        "is_multimodal",
        "keys",
        "known",
        "parts",
        "strings",
    )

    def __init__(self) -> None:
        """Begin with nothing."""
        self.keys = 0
        """Of objects that have no keys but those of their schema."""
        self.strings: list[str] = []
        """Values that are text."""
        self.containers: list[Any] = []
        """Objects and lists that hold what their author likes."""
        self.parts: list[Mapping[str, Any]] = []
        """Parts without a text, their keys in camelCase."""
        self.is_multimodal = False
        """Whether one of them is a file, or data."""
        self.beside = _NOTHING
        """What is beside the turns, its keys in camelCase."""
        self.characters = self.colons = 0
        """Of what is beside the turns."""
        self.known: tuple[dict[bytes, Known], bytes] | None = None
        """Where what is beside the turns will be remembered, and its key there."""

    def text(self) -> str:
        """Return all its text, and as many colons more as its containers have keys."""
        return "".join(self.strings) + _ENCODER.encode(self.containers)

    def count(self) -> None:
        """Count what is beside the turns of a row that is good."""
        if self.beside and not self.colons:
            self.characters = declared_characters(self.beside)
            if self.known is not None:
                memory, key = self.known
                colons = json.dumps(list(self.beside.values())).count(":")
                memory[key] = tuple(self.beside), self.beside, self.characters, colons

    def add_to(self, tokens: TokenCount) -> None:
        """Add all that isn't text."""
        tokens.characters += self.characters
        if self.parts:
            tokens.add_parts(self.parts, self.beside.get("generationConfig"))

"""What a row has beside its texts: files, functions, settings."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from pulumi_google_tuning.data.datasets.tokens import (
    UNSAID,
    TokenCount,
    declared_characters,
    resolution_of,
)

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_NOTHING: Final[Mapping[str, Any]] = {}


class Medium(Protocol):
    """Who takes files, or data."""

    def words(self, value: Any) -> list[tuple[str, Check]]:
        """Return what of a value that was taken may be another text, and who takes that."""


Known = tuple[tuple[str, ...], Mapping[str, Any], int, int, bool]
"""What was beside the turns of a good row: its names, itself, how many characters of it the model
sees, how many colons it is as JSON, and whether it has no number, nor True or False."""


class More:
    """What was walked through of a row beside its texts; each value is good by its own schema."""

    __slots__ = (
        "beside",
        "characters",
        "colons",
        "containers",
        "files",
        "images",
        "json",
        "keys",
        "known",
        "media",
        "others",
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
        self.json: list[Any] = []
        """Those of them that the model sees as JSON."""
        self.media = self.images = 0
        """Parts that are a file, or data, and nothing else; those that are an image."""
        self.files: list[tuple[Medium, Any]] = []
        """Their values, and who takes them."""
        self.others: list[Mapping[str, Any]] = []
        """Parts that are a file, or data, and something else, their keys in camelCase."""
        self.beside = _NOTHING
        """What is beside the turns, its keys in camelCase."""
        self.characters = self.colons = 0
        """Of what is beside the turns."""
        self.known: tuple[dict[bytes, Known], bytes] | None = None
        """Where what is beside the turns will be remembered, and its key there."""

    @property
    def is_multimodal(self) -> bool:
        """Return whether a part is a file, or data."""
        return bool(self.media or self.others)

    def text(self) -> str:
        """Return all its text, and as many colons more as its containers have keys."""
        return "".join(self.strings) + _ENCODER.encode(self.containers)

    def count(self) -> None:
        """Count what is beside the turns of a good row, which isn't known yet."""
        self.characters = declared_characters(self.beside)
        if self.known is not None:
            memory, key = self.known
            colons = json.dumps(list(self.beside.values())).count(":")
            is_plain = _has_no_number(self.beside)
            memory[key] = tuple(self.beside), self.beside, self.characters, colons, is_plain

    def add_to(self, tokens: TokenCount) -> None:
        """Add what isn't text, but for `json`: it is counted with that of other rows."""
        tokens.characters += self.characters
        if self.media or self.others:
            config = self.beside.get("generationConfig")
            level = resolution_of(config) if config else UNSAID
            tokens.add_media(self.images, self.media, level)
            if self.others:
                tokens.add_parts(self.others, config)


def _has_no_number(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(_has_no_number, value.values()))
    if isinstance(value, list):
        return all(map(_has_no_number, value))
    return not isinstance(value, (int, float))


Texts = tuple[int, list[str], int, int, More | None]
"""A good row: the characters of its texts, these, how many of them are output (the last ones), how
many before these are neither input nor output, and what the row has more."""

Check = Callable[[Any, More], Any]
"""Takes a value, adds it to what there is more, and raises where it isn't good: see pieces.py."""

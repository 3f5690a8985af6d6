"""How many tokens the rows of a dataset are, as far as that can be told without Google.

Text, and JSON that the model sees as text (function declarations, calls and answers), is about four
characters a token (ai.google.dev/gemini-api/docs/tokens, its rule for Latin script). An image is as
many tokens as its resolution says (ai.google.dev/gemini-api/docs/media-resolution): older models
cut a large one into tiles, so an image that isn't looked at is a range. A row doesn't say
how long a video, a recording or a document is: they are not counted, and have no price.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pulumi_google_tuning.data.datasets.turns import MEDIA, is_image

_CHARS_A_TOKEN: Final = 4
AS_JSON: Final = ("functionCall", "functionResponse", "executableCode", "codeExecutionResult")
"""The keys of a part that the model sees as JSON."""
_SCHEMAS: Final = ("responseSchema", "responseJsonSchema")
_LEVEL: Final = "MEDIA_RESOLUTION_"
UNSAID: Final = "UNSPECIFIED"
"""The resolution of media of which nothing says one."""
# Tokens of an image at each resolution, the fewest and the most; of a Gemini 3 model it is one
# number, which is the most that an image gets.
_OLDER: Final[Mapping[str, tuple[int, int]]] = {
    "LOW": (64, 64),
    "MEDIUM": (256, 256),
    "HIGH": (256, 2304),
    UNSAID: (256, 2304),
}
_GEMINI_3: Final[Mapping[str, tuple[int, int]]] = {
    "LOW": (280, 280),
    "MEDIUM": (560, 560),
    "HIGH": (1120, 1120),
    "ULTRA_HIGH": (2240, 2240),
    UNSAID: (1120, 1120),
}
LEVELS: Final = frozenset(_OLDER) | frozenset(_GEMINI_3)
"""The resolutions that are known."""
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)
_FAMILIES: Final = {"gemini-3": _GEMINI_3, "gemini-2": _OLDER}


@dataclass(frozen=True)
class Tokens:
    """About how many tokens something is: one number, a range, or not counted at all."""

    low: int
    high: int
    not_counted: int = 0
    """Files of which nothing tells the length."""

    def __mul__(self, times: float) -> Tokens:
        """Return the tokens of so many epochs."""
        return Tokens(round(self.low * times), round(self.high * times), self.not_counted)

    @property
    def known(self) -> bool:
        """Whether everything is counted, if only as a range."""
        return not self.not_counted


@dataclass
class TokenCount:
    """What is counted while a dataset is read."""

    characters: int = 0
    """Of all that the model sees as text."""
    images: Counter[str] = field(default_factory=Counter)
    """By their resolution, where it is one that is known."""
    not_counted: int = 0
    """Videos, recordings, documents, and whatever else has a length that no row tells."""

    def add(self, row: Mapping[str, Any], turns: Mapping[str, Any]) -> None:
        """Count a valid row, its keys in camelCase; both completions of a preference."""
        if "pair" in turns:
            self.characters += sum(len(row[name]) for name in turns["pair"])
            return
        said = [*row[turns["in"]], row.get("systemInstruction") or {}]
        said += [one["completion"] for one in row.get("completions", ())]
        others: list[Mapping[str, Any]] = []
        for turn in said:
            content = turn.get("content")
            if content is not None:
                self.characters += len(str(content))
            for part in turn.get("parts", ()):
                text = part.get("text")
                if text is None:
                    others.append(part)
                else:
                    self.characters += len(text)
        self.add_parts(others, row.get("generationConfig"))
        self.characters += declared_characters(row)

    def add_parts(self, parts: Iterable[Mapping[str, Any]], config: Any) -> None:
        """Count parts without a text of a valid row that has this `generationConfig`."""
        seen: list[Any] = []
        for part in parts:
            seen += [part[kind] for kind in AS_JSON if kind in part]
            for kind in MEDIA:
                if kind in part:
                    self.add_media(int(is_image(part[kind])), 1, _resolution(part, config))
        self.add_json(seen)

    def add_media(self, images: int, media: int, level: str) -> None:
        """Count so many media of one resolution, of which some are images."""
        if images and (level in _OLDER or level in _GEMINI_3):
            self.images[level] += images
            media -= images
        self.not_counted += media

    def add_json(self, values: list[Any]) -> None:
        """Count what the model sees as JSON."""
        self.characters += _as_json(values)

    def add_all(self, other: TokenCount) -> None:
        """Add what is counted of other rows."""
        self.characters += other.characters
        self.images.update(other.images)
        self.not_counted += other.not_counted

    def tokens(self, base_model: str | None = None) -> Tokens:
        """Return the tokens for a base model; for any, where it isn't known."""
        text = math.ceil(self.characters / _CHARS_A_TOKEN)
        low = high = text
        tables = [table for name, table in _FAMILIES.items() if (base_model or "").startswith(name)]
        for level, number in self.images.items():
            found = [t[level] for t in tables or _FAMILIES.values() if level in t]
            if not found:  # a resolution that this family hasn't
                found = [t[level] for t in _FAMILIES.values() if level in t]
            low += number * min(fewest for fewest, _ in found)
            high += number * max(most for _, most in found)
        return Tokens(low, high, self.not_counted)


def declared_characters(row: Mapping[str, Any]) -> int:
    """Return the characters of what a row declares beside its turns, and the model sees."""
    config = row.get("generationConfig")
    found = [row["tools"]] if row.get("tools") else []
    if isinstance(config, dict):
        found += [config[name] for name in _SCHEMAS if config.get(name)]
    return _as_json(found)


def resolution_of(config: Any) -> str:
    """Return the resolution of a row's media that have none of their own."""
    return _resolution({}, config)


def _resolution(part: Mapping[str, Any], config: Any) -> str:
    own = part.get("mediaResolution")
    if isinstance(own, dict):
        own = own.get("level")
    said = own or (config.get("mediaResolution") if isinstance(config, dict) else None)
    return str(said or UNSAID).removeprefix(_LEVEL)


def _as_json(values: list[Any]) -> int:
    """Return how many characters some values are as JSON: together, without what joins them."""
    return len(_ENCODER.encode(values)) - len(values) - 1 if values else 0

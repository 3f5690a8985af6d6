"""What a row says, and in which shape.

A schema asks of a text only that it isn't empty, and whatever else a row has is checked by its own
schema (pieces.py). So what the row is worth depends on its shape: who speaks, in which order, with
which kinds of parts, beside what. A shape is good once the whole check has called a row of it good;
here no rule of roles or turns is said again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pulumi_google_tuning.data.datasets.quick import facts
from pulumi_google_tuning.data.datasets.quick.more import More
from pulumi_google_tuning.data.datasets.quick.parts import Parts
from pulumi_google_tuning.data.datasets.quick.settings import Settings
from pulumi_google_tuning.fields.spelling import snake

_SYSTEM: Final = "systemInstruction"
_SYSTEM_TOO: Final = snake(_SYSTEM)
_COMPLETIONS: Final = "completions"
_PAIR: Final = 2
"""The keys of a turn: its role and what is said; those of a pair, and of a completion."""
_OF_COMPLETIONS: Final = {"description", "type", "minItems", "maxItems", "items"}
_KEYS_OF_COMPLETIONS: Final = 8
"""Two times score, completion, role and parts."""

_NO_ROLE: Final = (None, None)
"""In a shape, where a turn has no role. Neither a role nor a part has it.

What follows such a turn's parts is whether it has texts: they aren't in a shape, but it has to do
with them whether it may have no role.
"""

Found = tuple[list[Any], list[Any], int, int, int, More | None]
"""Of a row: its shape, its texts, how many keys it has, how many of its texts, the last ones, are
output, how many, before these, are neither input nor output, and what it has more than texts.

The texts may still be anything: who has them checks that they are text, and not empty.
"""
Walk = Callable[[Any], Found | None]
"""Return what is found in a row. None, or a KeyError, TypeError or ValueError: it isn't of texts.

A decoder makes nothing but dicts, lists, texts, numbers, booleans and None. So what is indexed by
a text is a dict, or raises TypeError.
"""


def walk_of(document: Mapping[str, Any]) -> Walk | None:
    """Return the walk through the rows of a schema; None where the schema is of another kind."""
    rule = document["x-turns"]
    if not facts.is_closed(document):
        return None
    if "pair" in rule:
        texts = [facts.property_of(document, name) for name in rule["pair"]]
        known = len(document["properties"]) == len(texts) and all(map(facts.is_text, texts))
        return _Pair(*rule["pair"]) if known else None
    turn = facts.items_of(facts.property_of(document, rule["in"]))
    if facts.has_content(turn):
        return _Contents(rule["in"])
    if turn is None or facts.part_of(turn) is None:
        return None
    return _Parts(
        rule["in"],
        Parts(turn["properties"]["parts"]["items"]),
        Settings(document, rule["in"], _SYSTEM, _COMPLETIONS),
        has_system=facts.part_of(facts.property_of(document, _SYSTEM)) is not None,
        has_completions=_has_completions(document),
        is_answered="answer" in rule,
    )


def _has_completions(document: Mapping[str, Any]) -> bool:
    completions = facts.property_of(document, _COMPLETIONS) or {}
    one = completions.get("items")
    if (
        one is None
        or not completions.keys() <= _OF_COMPLETIONS
        or not facts.is_closed(one)
        or one["properties"].keys() != {"score", "completion"}
    ):
        return False
    return facts.part_of(one["properties"]["completion"]) is not None


@dataclass(frozen=True)
class _Pair:
    """Rows of a prompt and its completion."""

    first: str
    last: str

    def __call__(self, row: Any) -> Found | None:
        if len(row) != _PAIR:
            return None
        return [], [row[self.first], row[self.last]], 2, 1, 0, None


@dataclass(frozen=True)
class _Contents:
    """Rows of messages."""

    turns: str

    def __call__(self, row: Any) -> Found | None:
        turns = row[self.turns]
        if len(row) != 1:
            return None
        shape: list[Any] = []
        texts: list[Any] = []
        for turn in turns:
            shape.append(turn["role"])
            texts.append(turn["content"])
            if len(turn) != _PAIR:
                return None
        return shape, texts, 1 + 2 * len(texts), 1, 0, None


@dataclass(frozen=True)
class _Parts:
    """Rows of turns that have parts."""

    turns: str
    parts: Parts
    settings: Settings
    has_system: bool
    has_completions: bool
    is_answered: bool

    def __call__(self, row: Any) -> Found | None:
        turns = row[self.turns]
        if not turns:
            return None
        shape: list[Any] = []
        texts: list[Any] = []
        more: More | None = None
        beside = len(row) - 1
        keys = len(row) + _PAIR * len(turns)
        instruction = turns
        if beside and self.has_system and (system := row.get(_SYSTEM) or row.get(_SYSTEM_TOO)):
            keys += _add_system(system, shape, texts)
            beside -= 1
            instruction = system
        output = unlearned = 0
        for turn in turns:
            parts = turn["parts"]
            # As nearly all turns are.
            if len(parts) == 1 and len(part := parts[0]) == 1 and "text" in part:
                texts.append(part["text"])
                output = 1
            else:
                more, output = self._add_parts(parts, shape, texts, more)
            if len(turn) == _PAIR:
                shape.append(turn["role"])
            else:
                shape += _no_role(turn, has_text=output > 0)
                keys -= 1
        keys += len(texts)
        if self.has_completions:
            unlearned, output = _add_completions(row[_COMPLETIONS], shape, texts)
            keys += _KEYS_OF_COMPLETIONS + unlearned + output
        if beside != self.has_completions:
            more = more or More()
            shape.append(self.settings.take(self._others(row, instruction), more))
        return shape, texts, keys, 0 if self.is_answered else output, unlearned, more

    def _add_parts(
        self, parts: Any, shape: list[Any], texts: list[Any], more: More | None
    ) -> tuple[More | None, int]:
        """Add a turn's parts; return what is more than texts, if anything, and how many are."""
        if not parts:
            raise ValueError("no parts")
        before = len(texts)
        for part in parts:
            if len(part) == 1 and "text" in part:
                texts.append(part["text"])
            else:
                more = more or More()
                shape.append(self.parts.take(part, texts, more))
        return more, len(texts) - before

    def _others(self, row: Any, instruction: Any) -> dict[str, Any]:
        """Return what a row has beside its turns, completions and system instruction."""
        handled = (self.turns, _COMPLETIONS if self.has_completions else None)
        return {
            key: item for key, item in row.items() if key not in handled and item is not instruction
        }


def _add_system(system: Any, shape: list[Any], texts: list[Any]) -> int:
    """Add the texts of a system instruction; return how many keys it has."""
    # A tuple, which equals no role.
    shape.append((system["role"],) if len(system) == _PAIR else ())
    if not _said(system, texts) or len(system) > _PAIR:
        raise ValueError("more than texts")
    return len(system)


def _no_role(turn: Any, *, has_text: bool) -> tuple[Any, bool]:
    """Return what is in a shape for a turn that has nothing but its parts."""
    if len(turn) != 1:
        raise ValueError("more than parts")
    return _NO_ROLE, has_text


def _said(turn: Any, texts: list[Any]) -> int:
    """Add the texts of a turn; return how many they are, 0 where there are other parts."""
    parts = turn["parts"]
    for part in parts:
        texts.append(part["text"])
        if len(part) != 1:
            return 0
    return len(parts)


def _add_completions(completions: Any, shape: list[Any], texts: list[Any]) -> tuple[int, int]:
    """Add the texts of two answers, the preferred one last; return how many texts each has."""
    first, second = completions
    if second["score"] < first["score"]:
        first, second = second, first
    counts = []
    for one in (first, second):
        score, completion = one["score"], one["completion"]
        shape.append((score, completion["role"]))
        counts.append(_said(completion, texts))
        # True would equal 1.
        if (
            isinstance(score, bool)
            or len(one) != _PAIR
            or len(completion) != _PAIR
            or not counts[-1]
        ):
            raise ValueError("other answers than two texts")
    return counts[0], counts[1]

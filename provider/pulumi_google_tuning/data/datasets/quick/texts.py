"""Rows of nothing but texts, as most are: what they say, and in which shape.

A schema asks of a text only that it isn't empty. So what a row of texts is worth depends on its
shape: who speaks, in which order, beside what. A shape is good once the whole check has called a
row of it good; here no rule of roles or turns is said again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pulumi_google_tuning.data.datasets.quick import facts
from pulumi_google_tuning.fields.spelling import snake

_SYSTEM: Final = "systemInstruction"
_SYSTEM_TOO: Final = snake(_SYSTEM)
_COMPLETIONS: Final = "completions"
_PAIR: Final = 2
"""The keys of a turn: its role and what is said; those of a pair, and of a completion."""
_OF_COMPLETIONS: Final = {"description", "type", "minItems", "maxItems", "items"}
_KEYS_OF_COMPLETIONS: Final = 8
"""Two times score, completion, role and parts."""

Found = tuple[list[Any], list[Any], int, int, int]
"""Of a row: its shape, its texts, how many keys it has, how many of its texts, the last ones, are
output, and how many, before these, are neither input nor output.

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
    if facts.part_of(turn) is None:
        return None
    return _Parts(
        rule["in"],
        has_system=facts.part_of(facts.property_of(document, _SYSTEM)) is not None,
        has_completions=_has_completions(document),
        is_answered="answer" in rule,
    )


def _has_completions(document: Mapping[str, Any]) -> bool:
    one = (facts.property_of(document, _COMPLETIONS) or {}).get("items")
    if (
        one is None
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
        return [], [row[self.first], row[self.last]], 2, 1, 0


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
        return shape, texts, 1 + 2 * len(texts), 1, 0


@dataclass(frozen=True)
class _Parts:
    """Rows of turns that have parts."""

    turns: str
    has_system: bool
    has_completions: bool
    is_answered: bool

    def __call__(self, row: Any) -> Found | None:
        turns = row[self.turns]
        shape: list[Any] = []
        texts: list[Any] = []
        keys = len(row)
        beside = keys - 1
        if beside and self.has_system and (system := row.get(_SYSTEM) or row.get(_SYSTEM_TOO)):
            keys += _add_system(system, shape, texts)
            beside -= 1
        if beside != self.has_completions:
            return None
        output = unlearned = 0
        for turn in turns:
            parts = turn["parts"]
            shape.append(turn["role"])
            if len(turn) != _PAIR or not parts:
                return None
            for part in parts:
                texts.append(part["text"])
                if len(part) != 1:
                    return None
            output = len(parts)
        if self.has_completions:
            unlearned, output = _add_completions(row[_COMPLETIONS], shape, texts)
            keys += _KEYS_OF_COMPLETIONS
        if not output:
            return None
        keys += 2 * len(turns) + len(texts)
        return shape, texts, keys, 0 if self.is_answered else output, unlearned


def _add_system(system: Any, shape: list[Any], texts: list[Any]) -> int:
    """Add the texts of a system instruction; return how many keys it has."""
    # A tuple, which equals no role.
    shape.append((system["role"],) if len(system) == _PAIR else ())
    if not _said(system, texts) or len(system) > _PAIR:
        raise ValueError("more than texts")
    return len(system)


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

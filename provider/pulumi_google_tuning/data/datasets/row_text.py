"""The text of a row: how long it is, and what of it is input and what output."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_google_tuning.data.datasets.quick.more import Texts
from pulumi_google_tuning.data.statistics import Statistics


def count_row(
    statistics: Statistics, line: int, row: Mapping[str, Any], hashed: int, turns: Mapping[str, Any]
) -> None:
    """Count a valid row of a dataset, its keys in camelCase.

    Output is what the model learns: its last turn, and for preferences the preferred completion.
    Everything else is input; all of it where the model answers while it is tuned.
    """
    if "pair" in turns:
        given, wanted = (str(row[name]) for name in turns["pair"])
        statistics.add(line, len(given), wanted, hashed)
        return
    conversation = row[turns["in"]]
    texts = [_text(turn) for turn in conversation]
    completions = row.get("completions")
    output = ""
    if "answer" not in turns:
        output = _preferred(completions) if completions else texts.pop()
    input_chars = sum(map(len, texts)) + len(_text(row.get("systemInstruction", {})))
    statistics.add(line, input_chars, output, hashed)


def count_texts(statistics: Statistics, line: int, found: Texts, hashed: int) -> None:
    """Count a good row of texts, of which the quick way has told which are output."""
    characters, texts, output, unlearned, _ = found
    wanted = "".join(texts[len(texts) - output :])
    first = len(texts) - output - unlearned
    unsaid = sum(map(len, texts[first : first + unlearned]))
    statistics.add(line, characters - len(wanted) - unsaid, wanted, hashed)


def _text(turn: Mapping[str, Any]) -> str:
    content = turn.get("content")
    if content is not None:
        return str(content)
    parts = turn.get("parts", ())
    if len(parts) == 1:
        return str(parts[0].get("text", ""))
    return "".join(part.get("text", "") for part in parts)


def _preferred(completions: list[Mapping[str, Any]]) -> str:
    best = max(completions, key=lambda one: one["score"])
    return _text(best["completion"])

"""Answers from the training examples. Nothing is trained, and nothing pretends to be.

An input that was trained on gets its output; any other gets the output of the example that looks
most like it.
"""

from __future__ import annotations

from difflib import SequenceMatcher

Examples = list[dict[str, str]]
MODEL_VERSION = "emulator: answers from the training examples"

# Comparing is quadratic in length, so the likeness is judged by the beginning, of so many examples.
_COMPARED_CHARS = 300
_COMPARED_EXAMPLES = 2000


def answer(examples: Examples, prompt: str) -> str:
    """Return the output of the example for a prompt: the same input, else the likest one."""
    wanted = _normal(prompt)
    for example in examples:
        if _normal(example["textInput"]) == wanted:
            return example["output"]
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted[:_COMPARED_CHARS])
    best, best_ratio = examples[0], -1.0
    for example in examples[:_COMPARED_EXAMPLES]:
        matcher.set_seq1(_normal(example["textInput"])[:_COMPARED_CHARS])
        if matcher.real_quick_ratio() <= best_ratio or matcher.quick_ratio() <= best_ratio:
            continue
        ratio = matcher.ratio()
        if ratio > best_ratio:
            best, best_ratio = example, ratio
    return best["output"]


def token_count(text: str) -> int:
    """Return a count of tokens: about four characters each, as Google's documentation says."""
    return max(1, len(text) // 4)


def pieces(text: str, size: int = 40) -> list[str]:
    """Return a text in pieces, as a streamed answer comes; at least one."""
    return [text[start : start + size] for start in range(0, len(text), size)] or [""]


def _normal(text: str) -> str:
    return " ".join(text.split()).casefold()

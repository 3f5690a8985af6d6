"""Write train.jsonl (500 rows) and validation.jsonl (100 rows): the same bytes every time.

    python make_data.py

The sentences are in subjects.py; here are the ways in which people put them together. A row is
labelled by what the review says in the end: praise, blame, or neither (facts alone, or both sides
without a verdict).
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Final

from subjects import SUBJECTS, Subject

HERE: Final = Path(__file__).resolve().parent
INSTRUCTION: Final = (
    "Classify the sentiment of the review. Answer with one word: positive, negative or neutral."
)
# Validation has subjects of its own, so no sentence of it was trained on.
FILES: Final = {"train.jsonl": (500, SUBJECTS[:16]), "validation.jsonl": (100, SUBJECTS[16:])}
LABELS: Final = ("positive", "negative", "neutral")
_SEED: Final = 20261121

# {name} is the subject, {a} and {b} are sentences of the review's own side, {x} is one of the other
# side, {f} and {g} are facts.
FORMS: Final[dict[str, tuple[str, ...]]] = {
    "positive": (
        "{a}",
        "{a} {b}",
        "About {name}: {a} {b} I would choose it again tomorrow.",
        "I had my doubts about {name}, and I was wrong. {a}",
        "{f} {a} {b} Recommended without reservation.",
        "Not a single complaint about {name}. {a}",
        "True, {xl} But that was once, and they made up for it. {a} I'm more than happy.",
        "I did not expect to like {name} this much. {a} {b}",
        "Whoever gave {name} one star must have been somewhere else. {a}",
        "You can't go wrong with {name}. {a} {b} {f}",
        "Five stars. {a}",
        "Annoyingly good: now I have nothing to moan about. {a} {b}",
    ),
    "negative": (
        "{a}",
        "{a} {b}",
        "About {name}: {a} {b} Never again.",
        "I wanted to like {name}, I really did. {a}",
        "{f} {a} {b} Save your money.",
        "Nothing about {name} was as promised. {a}",
        "Granted, {xl} It doesn't make up for the rest. {a} {b}",
        "Wow, just wonderful. {a} Exactly what I had been hoping for, obviously.",
        "Oh, great. {a} Ten out of ten if you enjoy being angry about {name}.",
        "I can't say that I would wish {name} on anyone. {a} {b}",
        "One star, since zero isn't offered. {a}",
        "Everyone praises {name}, and I don't see why. {a} {f}",
    ),
    "neutral": (
        "{f}",
        "{f} {g}",
        "For those who wonder about {name}: {f} {g}",
        "I have tried {name} once, so I can't judge yet. {f}",
        "{x} Then again, {al} It evens out.",
        "{a} On the other hand, {xl} I'm in two minds about {name}.",
        "Some facts on {name}, without a verdict. {f} {g}",
        "Neither good nor bad, that's {name}. {f}",
        "It is what it is: {name}. {f} {g}",
        "Does anyone know more about {name}? All I found out is this. {f}",
        "{f} I haven't made up my mind. {g}",
        "My partner says: {a} I say: {x} We agreed on three stars out of five.",
    ),
}
_KEPT_CAPITALS: Final = ("I ", "I'", "Oslo", "Tokyo")


def main() -> None:
    """Write both files."""
    chosen = random.Random(_SEED)  # noqa: S311 - it has to be the same every time
    for file, (count, subjects) in FILES.items():
        reviews = {label: _reviews(label, subjects, chosen) for label in LABELS}
        rows = []
        for place in range(count):
            label = LABELS[place % len(LABELS)]
            rows.append(_row(reviews[label].pop(), label))
        chosen.shuffle(rows)
        text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
        (HERE / file).write_text(text, encoding="utf-8")


def _reviews(label: str, subjects: tuple[Subject, ...], chosen: random.Random) -> list[str]:
    """Return different reviews of a label in random order: each subject in each form, once."""
    found: dict[str, None] = {}
    for form in FORMS[label]:
        for subject in subjects:
            found[_review(label, form, subject, chosen)] = None
    reviews = list(found)
    chosen.shuffle(reviews)
    return reviews


def _review(label: str, form: str, subject: Subject, chosen: random.Random) -> str:
    own, other = (subject.bad, subject.good) if label == "negative" else (subject.good, subject.bad)
    a, b = chosen.sample(own, 2)
    x = chosen.choice(other)
    f, g = chosen.sample(subject.facts, 2)
    inside = {"al": _inside(a), "xl": _inside(x)}
    text = form.format(name=subject.name, a=a, b=b, x=x, f=f, g=g, **inside)
    return text[0].upper() + text[1:]


def _inside(sentence: str) -> str:
    """Return a sentence in the form that it has after a comma."""
    return sentence if sentence.startswith(_KEPT_CAPITALS) else sentence[0].lower() + sentence[1:]


def _row(review: str, label: str) -> dict[str, object]:
    return {
        "systemInstruction": {"role": "system", "parts": [{"text": INSTRUCTION}]},
        "contents": [
            {"role": "user", "parts": [{"text": review}]},
            {"role": "model", "parts": [{"text": label}]},
        ],
    }


if __name__ == "__main__":
    main()

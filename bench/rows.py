"""Rows of training data in the shapes that files have: the same bytes for the same seed.

    python -m bench.rows SHAPE FILE [BYTES]

`write` makes a file of rows up to a size. `MIX` has the shapes of real files in one: conversations
of 1,280 bytes, some with files, with snake_case keys, with text that isn't ASCII, with functions.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

Row = dict[str, Any]

_SEED: Final = 20_26
_ENGLISH: Final = (
    "the model answers what the row before it had asked and a person who reads this finds that "
    "each order was sent on Monday, so we can't say more until the parcel has reached its town. "
)
_KOREAN: Final = "모델은 사용자가 묻는 말에 짧게 답하고 다음 질문을 기다린다 주문은 어제 보냈다 "
_GERMAN: Final = "Das Modell hört größere Sätze, prüft übrige Wörter und schließt für später "
_EMOJI: Final = "\N{SMILING FACE WITH SMILING EYES}"
_WEATHER: Final = [
    {
        "functionDeclarations": [
            {
                "name": "get_weather",
                "description": "Tell the weather of a town.",
                "parameters": {"type": "OBJECT", "properties": {"town": {"type": "STRING"}}},
            }
        ]
    }
]


class Source:
    """Random choices and text; a text of n characters is cut from a long one, so it is cheap."""

    def __init__(self, seed: int = _SEED) -> None:
        self.random = random.Random(seed)
        self._english = self._long(_ENGLISH)
        self._foreign = (self._long(_KOREAN), self._long(_GERMAN))

    def _long(self, sentence: str) -> str:
        words = sentence.split()
        return " ".join(self.random.choice(words) for _ in range(20_000))

    def text(self, chars: int, source: str | None = None) -> str:
        """Return a text of about so many characters."""
        source = source or self._english
        start = self.random.randrange(len(source) - chars)
        return source[start : start + chars].strip() or "."

    def korean(self, chars: int) -> str:
        """Return a text in Korean."""
        return self.text(chars, self._foreign[0])

    def foreign(self, chars: int) -> str:
        """Return a text in Korean or German."""
        return self.text(chars, self.random.choice(self._foreign))

    def chance(self, percent: float) -> bool:
        """Return True in so many cases of a hundred."""
        return self.random.random() * 100 < percent


def _image(source: Source) -> Row:
    """Return a file with an address that no other row has, as in real data."""
    number = source.random.randrange(1_000_000_000)
    uri = f"gs://my-data/images/parcel-{number:09}.png"
    return {"mimeType": "image/png", "fileUri": uri}


def _line(row: Row, *, escaped: bool = False) -> bytes:
    return json.dumps(row, ensure_ascii=escaped, separators=(",", ":")).encode() + b"\n"


def _turn(role: str, *parts: Row) -> Row:
    return {"role": role, "parts": list(parts)}


def _said(role: str, text: str) -> Row:
    return _turn(role, {"text": text})


def _talk(source: Source, exchanges: int, chars: int, text: Callable[[int], str]) -> list[Row]:
    each = max(chars // (2 * exchanges), 2)
    spread = each // 2
    return [
        _said(role, text(each + source.random.randint(-spread, spread)))
        for _ in range(exchanges)
        for role in ("user", "model")
    ]


def _plain(source: Source) -> bytes:
    return _line({"contents": _talk(source, source.random.randint(1, 3), 1000, source.text)})


def _korean(source: Source) -> bytes:
    return _line({"contents": _talk(source, 2, 260, source.korean)}, escaped=True)


def _emoji(source: Source) -> bytes:
    talk = _talk(source, 2, 560, source.text)
    talk[-1]["parts"][0]["text"] += f" {_EMOJI}"
    return _line({"contents": talk}, escaped=True)


def _snake(source: Source) -> bytes:
    talk = _talk(source, 2, 500, source.text)
    talk[0]["parts"].append({"file_data": _snake_keys(_image(source))})
    return _line({"system_instruction": {"parts": [{"text": "Be brief."}]}, "contents": talk})


def _tiny(source: Source) -> bytes:
    talk = [_said("user", source.text(24)), _said("model", source.random.choice(("yes", "no")))]
    return _line({"contents": talk})


def _long(source: Source) -> bytes:
    return _line({"contents": _talk(source, 2, 6_800, source.text)})


def _tools(source: Source) -> bytes:
    call = {"name": "get_weather", "args": {"town": source.text(12), "days": 3}}
    answer = {"name": "get_weather", "response": {"sky": source.text(20), "degrees": 21.5}}
    talk = [
        _said("user", source.text(120)),
        _turn("model", {"functionCall": call}),
        {"parts": [{"functionResponse": answer}]},
        _said("model", source.text(160)),
    ]
    return _line({"contents": talk, "tools": _WEATHER})


def _messages(source: Source) -> bytes:
    talk = [
        {"role": turn["role"], "content": turn["parts"][0]["text"]}
        for turn in _talk(source, source.random.randint(1, 3), 560, source.text)
    ]
    return _line({"messages": [{"role": "system", "content": source.text(60)}, *talk]})


def _preference(source: Source) -> bytes:
    answers = [
        {"score": score, "completion": _said("model", source.text(250))}
        for score in source.random.sample((0, 1), 2)
    ]
    contents = [*_talk(source, 1, 100, source.text), _said("user", source.text(120))]
    return _line({"contents": contents, "completions": answers})


def _bad(source: Source) -> bytes:
    talk = _talk(source, 1, 600, source.text)
    talk[-1]["parts"][0]["text"] = ""
    return _line({"contents": talk})


def _mix(source: Source) -> bytes:
    if source.chance(3):
        return _tools(source)
    foreign = source.chance(10)
    chars = 620 if foreign else 1_055
    text = source.foreign if foreign else source.text
    row: Row = {"contents": _talk(source, source.random.randint(1, 3), chars, text)}
    if source.chance(25):
        row["systemInstruction"] = {"parts": [{"text": source.text(80)}]}
    first = row["contents"][0]["parts"]
    if source.chance(5):
        first.insert(0, {"fileData": _image(source)})
    elif source.chance(1):
        first.insert(0, {"inlineData": {"mimeType": "image/png", "data": "aGVsbG8=" * 60}})
    if source.chance(5):
        row = {_in_snake_case(key): item for key, item in row.items()}
    elif source.chance(2):
        row["contents"][0]["parts"] = [_snake_keys(part) for part in first]
    return _line(row, escaped=foreign and source.chance(50))


def _snake_keys(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {_in_snake_case(key): _snake_keys(item) for key, item in value.items()}


def _in_snake_case(key: str) -> str:
    return "".join(f"_{one.lower()}" if one.isupper() else one for one in key)


SHAPES: Final[dict[str, tuple[str, Callable[[Source], bytes]]]] = {
    "mix": ("gemini", _mix),
    "plain": ("gemini", _plain),
    "korean": ("gemini", _korean),
    "emoji": ("gemini", _emoji),
    "snake": ("gemini", _snake),
    "tiny": ("gemini", _tiny),
    "long": ("gemini", _long),
    "tools": ("gemini", _tools),
    "messages": ("messages", _messages),
    "preference": ("preference", _preference),
    "bad": ("gemini", _bad),
}
"""A file's shape: the format of its rows, and how one row is made."""


def rows(shape: str, seed: int = _SEED) -> Iterator[bytes]:
    """Yield lines of a shape without an end."""
    source = Source(seed)
    _, make = SHAPES[shape]
    while True:
        yield make(source)


def write(path: Path, shape: str, size_bytes: int, seed: int = _SEED) -> int:
    """Write a file of at most so many bytes, and of one row at least; return its rows."""
    count = written = 0
    with path.open("wb") as file:
        for line in rows(shape, seed):
            if count and written + len(line) > size_bytes:
                break
            file.write(line)
            count += 1
            written += len(line)
    return count


if __name__ == "__main__":
    _shape, _path, *_bytes = sys.argv[1:]
    print(write(Path(_path), _shape, int(_bytes[0]) if _bytes else 100_000_000), "rows")

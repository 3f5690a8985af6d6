r"""Good rows that differ from earlier ones in their texts alone: known without reading JSON.

A quote begins or ends a string, but for one that is written `\"`. So a line that is split at its
quotes is JSON's marks, keys and values in turn. Where all of them but the texts are, byte for byte,
those of a good row, it is that row with other texts, if each of these is what JSON allows between
two quotes: UTF-8, no control character, whole escapes. A text with an escaped quote is split too:
then there are more pieces, or one ends in half an escape, and the row is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined] # public by its name, not typed
from operator import itemgetter
from typing import Any, Final

from pulumi_google_tuning.data.datasets.quick.more import Check, More, Texts
from pulumi_google_tuning.data.datasets.row_json import BACKSLASH

_QUOTE: Final = b'"'
_CONTROLS: Final = bytes(range(32))
_MOST_BYTES: Final = 100_000
"""Of a row: one of megabytes may be nothing but quotes."""
_MOST_BYTES_BESIDE_JITER: Final = 3_000
"""A longer row, and one with escapes, is read sooner by jiter (docs/performance.md)."""
_MOST_LEARNED: Final = 200
"""Rows that are looked at to remember them, whether or not that can be."""
_MOST_FIXED_BYTES: Final = 10_000
"""Of a row that is remembered, about, so that no file makes them large."""
_MOST_ALIKE: Final = 4
"""Templates of as many pieces: they are tried in turn."""
_PATIENCE: Final = 200_000
"""How many bytes of rows may be tried in vain before no other one is tried; half of those of each
row that is known come on top.
"""

Pieces = Sequence[bytes]


@dataclass(frozen=True)
class _Template:
    """What is the same in rows, and what there is to do with the rest."""

    fixed_of: Callable[[Pieces], tuple[bytes, ...]]
    fixed: tuple[bytes, ...]
    texts_of: Callable[[Pieces], Sequence[bytes]]
    words: tuple[tuple[int, Check], ...]
    """Addresses and the like: their places among the pieces, and who takes them."""
    size: int
    """How many bytes a row has, but for its texts and words."""
    controls: int
    """How many control characters a row has, outside of its strings."""
    output: int
    unlearned: int
    more: More | None


class Templates:
    """Those of one pass over a dataset."""

    def __init__(self, *, texts: bool, jiter: bool) -> None:
        """Begin with none.

        `texts`: whether anybody wants to have them, and not their length alone. `jiter`: what
        reads the other rows.
        """
        self._texts = texts
        self._most_bytes = _MOST_BYTES_BESIDE_JITER if jiter else _MOST_BYTES
        self._escapes = not jiter
        self._by_pieces: dict[int, list[_Template]] = {}
        self._left = _MOST_LEARNED
        self._patience = _PATIENCE
        self._aside = More()

    def may_know(self, line: bytes) -> bool:
        """Return whether a row is of those that are known here, or can be."""
        return (
            self._patience > 0
            and len(line) <= self._most_bytes
            and (self._escapes or BACKSLASH not in line)
        )

    def row(self, line: bytes) -> Texts | None:
        """Return a good row, of those that may be known; None where it has to be read.

        Raises ValueError, and what the check of an address raises, where it has to be read, too.
        """
        self._patience -= len(line)
        pieces = line.split(_QUOTE)
        for template in self._by_pieces.get(len(pieces), ()):
            if template.fixed_of(pieces) == template.fixed:
                break
        else:
            return None
        found = template.texts_of(pieces)
        if not all(found) or _controls(line) != template.controls:
            return None
        size = template.size
        if template.words:
            size += self._look_at(template.words, pieces)
        if self._texts or not line.isascii():
            texts = [*map(_unescaped, found)]
            characters = sum(map(len, texts))
        else:
            texts, characters = [], len(line) - size
            if BACKSLASH in line:
                escaped = [text for text in found if BACKSLASH in text]
                characters -= sum(map(len, escaped)) - sum(map(len, map(_unescaped, escaped)))
        self._patience = min(self._patience + len(line) * 3 // 2, _PATIENCE)
        return characters, texts, template.output, template.unlearned, template.more

    def _look_at(self, words: Sequence[tuple[int, Check]], pieces: Pieces) -> int:
        """Return how many bytes words have. Raises where one of them isn't good."""
        size = 0
        self._aside.strings.clear()  # what was good of a row that wasn't
        for at, check in words:
            word = pieces[at]
            check(_unescaped(word), self._aside)
            size += len(word)
        return size

    def learn(self, line: bytes, row: Any, found: Texts) -> None:
        """Remember a good row that may be known, and what was found in it.

        `row`: what was read of it, the very objects.
        """
        characters, texts, output, unlearned, more = found
        if not self._left or len(line) - characters > _MOST_FIXED_BYTES:
            return
        self._left -= 1
        pieces = line.split(_QUOTE)
        alike = self._by_pieces.setdefault(len(pieces), [])
        # Rows with functions, or with more beside a file, differ in more than their texts.
        if len(alike) == _MOST_ALIKE or (more is not None and (more.json or more.others)):
            return
        places = _places(row, len(pieces))
        files = [] if more is None else more.files
        checks = [word for medium, value in files for word in medium.words(value)]
        texts_at = [places.get(id(text), 0) for text in texts]
        words = tuple((places.get(id(word), 0), check) for word, check in checks)
        varying = {*texts_at, *(at for at, _ in words)}
        if 0 in varying or len(varying) < len(texts) + len(words):
            return
        fixed_of = itemgetter(*(at for at in range(len(pieces)) if at not in varying))
        fixed = fixed_of(pieces)
        size = sum(map(len, fixed)) + len(pieces) - 1
        # Whether a key that is written with an escape is one is also told by the rest of a row.
        if any(BACKSLASH in piece for piece in fixed):
            return
        texts_of = _at(texts_at)
        controls = _controls(line)
        alike.append(
            _Template(fixed_of, fixed, texts_of, words, size, controls, output, unlearned, more)
        )


def _at(places: Sequence[int]) -> Callable[[Pieces], Sequence[bytes]]:
    """Return what takes the pieces at these places."""
    if len(places) > 1:
        return itemgetter(*places)
    # An itemgetter of one place would give the piece alone.
    return itemgetter(slice(places[0], places[0] + 1) if places else slice(0))


def _controls(line: bytes) -> int:
    return len(line) - len(line.translate(None, _CONTROLS))


def _unescaped(text: bytes) -> str:
    """Return what is between two quotes. Raises ValueError where that is no string of JSON."""
    if BACKSLASH not in text:
        return text.decode()
    found: str = scanstring(f'{text.decode()}"', 0)[0]
    found.encode()  # half of a surrogate pair is none
    return found


def _places(row: Any, pieces: int) -> dict[int, int]:
    """Return the piece of each string of a row, by its id; none where not each is one piece.

    0 for an object that is there twice: Python has one for each letter.
    """
    strings = list(_strings(row))
    if 2 * len(strings) + 1 != pieces:
        return {}
    found: dict[int, int] = {}
    for number, one in enumerate(strings):
        found[id(one)] = 0 if id(one) in found else 2 * number + 1
    return found


def _strings(value: Any) -> Iterator[str]:
    """Yield keys and texts in the order in which JSON has them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)

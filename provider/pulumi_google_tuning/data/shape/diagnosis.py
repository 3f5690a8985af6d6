"""What is wrong with a file as a whole, said before its rows: one sentence, and the command."""

from __future__ import annotations

import shlex
from pathlib import PurePath
from typing import Final

from pulumi_google_tuning.data.forms import PAIRS, form_of, is_palm
from pulumi_google_tuning.data.json_text import is_document
from pulumi_google_tuning.data.shape.layout import SEPARATORS, Kind, Layout, layout_of
from pulumi_google_tuning.data.shape.text import BOM, utf_16

HEAD_BYTES: Final = 1 << 16
"""As much of a file's beginning tells its shape."""
TABLES: Final = (".csv", ".tsv")
TALKS: Final = (
    PAIRS,
    "gemini",
    "messages",
    "openai-messages",
    "prompt-completion",
    "open-contents",
)
"""The forms of a conversation, which are turned into each other."""

_COMMA: Final = ","
_OWN_LINE: Final = "each row needs its own line"


def diagnosis(head: bytes, path: str | None, wanted: str, formats: tuple[str, ...]) -> str | None:
    """Return what is wrong with a file by its beginning; None when its rows may be read.

    Args:
        head: Its first `HEAD_BYTES` bytes, or all of them.
        path: Where it is; None for text that is no file.
        wanted: The form that its rows should have.
        formats: The forms that a dataset may have: what `format` may be set to instead.

    """
    codec = utf_16(head)
    text = head.decode(codec or "utf-8", errors="replace").removeprefix("\ufeff")
    suffix = PurePath(path or "").suffix.lower()
    layout = layout_of(text, table=suffix in TABLES, whole=len(head) < HEAD_BYTES)
    form = form_of(layout.keys)
    said = _of_encoding(head, codec, wanted) or _of_layout(layout, text, suffix, wanted)
    if said is None and form is not None and form != wanted:
        if not {form, wanted} <= {*TALKS}:
            return f'has rows of the form "{form}", not "{wanted}". Set format to "{form}"'
        said = f'has rows of the form "{form}", not "{wanted}"'
        if form in formats and wanted in formats:
            said = f'{said}. Set format to "{form}", or convert them'
    if said is None and form == PAIRS and is_palm(layout.keys):
        said = "has the keys of PaLM tuning data, input_text and output_text"
    if said is None:
        return None
    to = wanted if form is None or {form, wanted} <= {*TALKS} else form
    how = "Convert it" if path is not None else "Save it as a file and convert it"
    return f"{said}. {how}: {command(path, to)}"


def command(path: str | None, to: str, *options: str) -> str:
    """Return the command, in backticks, that turns a file into the form `to`."""
    given = "FILE.jsonl" if path is None else path
    words = ["google-tuning", "convert", _argument(given), _argument(_beside(given)), "--to", to]
    return f"`{' '.join([*words, *options])}`"


def _argument(path: str) -> str:
    return shlex.quote(f"./{path}" if path.startswith("-") else path)


def _beside(path: str) -> str:
    """Return a name beside a file, which is taken by no other file of the user's own."""
    found = PurePath(path)
    name = f"{found.stem}.converted.jsonl"
    return str(found.with_name(name)) if found.name else name


def _of_encoding(head: bytes, codec: str | None, wanted: str) -> str | None:
    if codec is not None:
        return "is UTF-16, but Google takes UTF-8"
    if head.startswith(BOM) and wanted != PAIRS:
        return "begins with a byte order mark, which Vertex AI rejects"
    return None


def _of_layout(layout: Layout, text: str, suffix: str, wanted: str) -> str | None:
    kind = layout.kind
    pairs_in_file = wanted == PAIRS and (
        (suffix in ("", ".json") and is_document(text)) or (suffix == ".csv" and kind is Kind.TABLE)
    )
    if pairs_in_file:
        if layout.separator != _COMMA:
            return f"separates its columns with {SEPARATORS[layout.separator]} instead of commas"
        return _INDEX if layout.has_index else None
    if kind in (Kind.ARRAY, Kind.WRAPPED, Kind.PRINTED):
        return f"is {kind.value}, but {_OWN_LINE}"
    if kind is Kind.JOINED:
        return f"has {kind.value}, but {_OWN_LINE}"
    if kind is Kind.TABLE:
        return "is a table, but must be JSON Lines: one object per line"
    if layout.has_index:
        return _INDEX
    if suffix == ".json" and wanted == PAIRS and form_of(layout.keys) is not None:
        return "has one object per line, but a .json file must hold one array"
    return None


_INDEX: Final = "has pandas' index in its rows"

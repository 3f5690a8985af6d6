"""The forms of training data: which one a file is in, and its rows one by one."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from pulumi_google_tuning.cli.shared.progress import ProgressLine, told
from pulumi_google_tuning.data.datasets.rows import dataset_schema
from pulumi_google_tuning.data.forms import form_of
from pulumi_google_tuning.data.shape.layout import layout_of
from pulumi_google_tuning.data.shape.text import utf_16
from pulumi_google_tuning.errors import GoogleTuningError

_EXAMPLE = "training_example"
_MOST_LOOKED_AT_BYTES = 1 << 20


class Form(str, Enum):
    """A form of training data: the Gemini API's text pairs, or one of Vertex AI's."""

    PAIRS = "pairs"
    GEMINI = "gemini"
    MESSAGES = "messages"
    PREFERENCE = "preference"
    OPENAI_MESSAGES = "openai-messages"
    PROMPT_COMPLETION = "prompt-completion"
    OPEN_CONTENTS = "open-contents"
    REINFORCEMENT = "reinforcement"
    PROMPTS = "prompts"


@dataclass(frozen=True)
class DataRow:
    """A good row: its line from 1, what the model is given, what it learns, and all of it."""

    line: int
    given: str
    learnt: str
    whole: str


def look(path: str) -> Form:
    """Find a file's form by its name and its first row. Raises where it could be any."""
    suffix = Path(path).suffix.lower()
    if suffix in {".csv", ".json"}:
        return Form.PAIRS  # Vertex AI takes JSON Lines alone
    form = _first_form(path)
    if form is not None:
        return form
    raise GoogleTuningError(
        f"{path}: the first row matches no known format. Name the format: --format "
        f"{'|'.join(form.value for form in Form)}"
    )


def rows(
    path: str, form: Form, doing: str | None = None, only: Container[int] | None = None
) -> Iterator[DataRow]:
    """Read a file that was found good, row by row; a terminal shows how far, by what is done.

    `only`: the lines to read, as reading each row of a large file takes long.
    """
    if form is Form.PAIRS:
        yield from (row for row in _pairs(path) if only is None or row.line in only)
        return
    schema = dataset_schema(form.value)
    with Path(path).open("rb") as file, ProgressLine(path) as shown:
        for number, line in enumerate(told(file, path, doing, shown) if doing else file, 1):
            if only is not None and number not in only:
                continue
            row = schema.read(line)
            if row is not None:
                yield _conversation(number, row, schema.turns)


def _pairs(path: str) -> Iterator[DataRow]:
    # Most files have rows of Vertex AI's, and need nothing of these.
    from pulumi_google_tuning.data.pairs.readers import rows_of_file  # noqa: PLC0415
    from pulumi_google_tuning.data.pairs.rows import row_schema  # noqa: PLC0415

    schema = row_schema(_EXAMPLE)
    for row in rows_of_file(path, _EXAMPLE):
        line, _ = schema.read(row.value)
        if line is not None:
            pair = json.loads(line)
            # `train.jsonl:7`, or `train.json:7: row 2`
            number = int(row.where.removeprefix(f"{path}:").split(":", 1)[0])
            yield DataRow(number, pair["textInput"], pair["output"], line.decode().rstrip("\n"))


def _conversation(number: int, row: Mapping[str, Any], turns: Mapping[str, Any]) -> DataRow:
    """Split a row of Vertex AI's: the last turn is learnt, or the two completions are."""
    rest = dict(row)
    learnt: Any
    if "completions" in rest:
        learnt = rest.pop("completions")
    elif "answer" in turns:
        learnt = rest.pop("references", {})
    elif "completion" in rest:
        learnt = rest.pop("completion")
    else:
        *before, learnt = rest[turns["in"]]
        rest[turns["in"]] = before
    return DataRow(number, _canonical(rest), _canonical(learnt), _canonical(row))


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _first_form(path: str) -> Form | None:
    """Return the form of the first row that tells one; what is wrong with it is said later."""
    try:
        with Path(path).open("rb") as file:
            head = file.read(_MOST_LOOKED_AT_BYTES)
    except OSError as error:
        raise GoogleTuningError(f"{path}: could not read the file: {error.strerror}") from None
    except ValueError:  # a NUL character
        raise GoogleTuningError(f"{path!r} is not a valid path") from None
    text = head.decode(utf_16(head) or "utf-8", errors="replace").removeprefix("\ufeff")
    keys = layout_of(text, whole=len(head) < _MOST_LOOKED_AT_BYTES).keys
    form = form_of(keys)
    if form is None and "contents" in keys:
        return Form.PROMPTS  # nothing is answered, and nothing is there to judge an answer by
    for line in text.split("\n") if form is None else ():
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            continue  # a later row may tell it; this one is named when all are checked
        form = form_of(row) if isinstance(row, dict) else None
        break
    return Form(form) if form else None

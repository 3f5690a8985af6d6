"""What is found in one file of training data: its problems, or its figures."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pulumi_google_tuning.cli.shared.progress import ProgressLine
from pulumi_google_tuning.cli.validate.forms import Form, rows
from pulumi_google_tuning.data.datasets.advice import advice
from pulumi_google_tuning.data.datasets.problems import DatasetError
from pulumi_google_tuning.data.datasets.scan import scan
from pulumi_google_tuning.data.problems import DataError
from pulumi_google_tuning.data.statistics import Statistics

_PERCENT = 100


@dataclass(frozen=True)
class Inspection:
    """A file that was looked through. `figures` and `sha256` are there when it is good.

    `bad_rows`: how many there are, where more of them were counted than `problems` tells of.
    """

    file: str
    form: Form
    problems: tuple[str, ...] = ()
    bad_rows: int | None = None
    figures: Statistics | None = None
    sha256: str = ""
    size_bytes: int = 0
    """Of what was read: the file may be another one since."""
    advice: str | None = None

    @property
    def good(self) -> bool:
        """Whether Google would take it."""
        return not self.problems


def inspect(file: str, form: Form) -> Inspection:
    """Check a file as `pulumi up` does, and count what is in it."""
    try:
        if form is Form.PAIRS:
            return _pairs(file)
        figures = Statistics()
        with ProgressLine(file) as line:
            found = scan(file, form.value, into=figures, watch=line.watch())
    except DataError as error:
        bad_rows = error.bad_rows if isinstance(error, DatasetError) else None
        return Inspection(file, form, tuple(error.problems), bad_rows)
    too_few = advice(file, found.count, form.value)
    return Inspection(file, form, (), None, figures, found.sha256, found.size_bytes, too_few)


def _pairs(file: str) -> Inspection:
    from pulumi_google_tuning.data.pairs import examples  # noqa: PLC0415 - see forms.py

    size = 0
    with contextlib.suppress(OSError, ValueError):  # who reads it says so
        size = Path(file).stat().st_size
    found = examples.read(file)
    too_large = examples.request_problem(found, 0)
    if too_large:
        return Inspection(file, Form.PAIRS, (f"{file}: {too_large}",))
    figures = Statistics()
    for row in rows(file, Form.PAIRS):
        figures.add_pair(row.line, row.given, row.learnt)
    if figures.rows != found.count:
        raise DataError([f"{file} changed while it was read. Run this command again"])
    return Inspection(file, Form.PAIRS, (), None, figures, found.sha256, size)


def as_json(found: Inspection) -> dict[str, Any]:
    """Return it for `--json`."""
    summary: dict[str, Any] = {
        "file": found.file,
        "format": found.form.value,
        "valid": found.good,
        "problems": list(found.problems),
    }
    if found.bad_rows:
        summary["badRows"] = found.bad_rows
    figures = found.figures
    if figures is not None:
        summary |= {
            "sha256": found.sha256,
            "sizeBytes": found.size_bytes,
            "rows": figures.rows,
            "inputCharacters": figures.input_chars,
            "outputCharacters": figures.output_chars,
            "longest": {"line": figures.longest_line, "characters": figures.longest_chars},
            "duplicates": figures.duplicates,
            "multimodalRows": figures.multimodal_rows,
            "labels": figures.labels,
        }
        if found.advice:
            summary["advice"] = found.advice
    return summary


def as_rows(found: Inspection) -> list[tuple[str, str]]:
    """Return the figures of a good file, each with its name."""
    figures = found.figures
    if figures is None:
        return []
    repeated = f" ({_share(figures.duplicates, figures.rows)})" if figures.duplicates else ""
    named = [
        ("rows", f"{figures.rows:,}"),
        ("characters", f"{figures.input_chars:,} in, {figures.output_chars:,} out"),
        ("longest", f"line {figures.longest_line:,}: {figures.longest_chars:,} characters"),
        ("duplicates", f"{figures.duplicates:,}{repeated}"),
        ("labels", _labels(figures)),
        ("sha256", found.sha256),
    ]
    if figures.multimodal_rows:
        named.insert(4, ("with media", f"{figures.multimodal_rows:,}"))
    return named


def _labels(figures: Statistics) -> str:
    labels = figures.labels
    if labels is None:
        return "none (the outputs are free text)"
    return ", ".join(
        f"{label or '(empty)'} {times:,} ({_share(times, figures.rows)})"
        for label, times in labels.items()
    )


def _share(part: int, whole: int) -> str:
    return f"{_PERCENT * part / whole:.0f}%"

"""The difference of two files of training data, in words and as JSON."""

from __future__ import annotations

import json
from typing import Any

import typer

from pulumi_google_tuning.cli.shared.text import safe
from pulumi_google_tuning.cli.validate.inspection import Inspection
from pulumi_google_tuning.cli.validate.rows_diff import RowsDiff, compare, pick

_SHOWN_CHARS = 160


def print_diff(new: Inspection, old: Inspection, most: int) -> None:
    """Print the numbers, then at most so many rows of each kind."""
    found = compare(old.file, new.file, new.form, old.form)
    said = f"+{len(found.added):,} -{len(found.removed):,} ~{len(found.changed):,} rows"
    if found.moved:
        said = "the same rows in another order, which trains again because the order matters"
    elif not (found.added or found.removed or found.changed):
        said = "the same rows in the same order"
    typer.echo(f"compared with {safe(old.file)}: {said}")
    _print_rows(found, new, old, most)


def _print_rows(found: RowsDiff, new: Inspection, old: Inspection, most: int) -> None:
    added, removed = found.added[:most], found.removed[:most]
    changed = found.changed[:most]
    of_new = pick(new.file, new.form, {*added, *(line for _, line in changed)})
    of_old = pick(old.file, old.form, {*removed, *(line for line, _ in changed)})
    for line in added:
        _print_row("+", f"{new.file}:{line}", of_new[line].whole)
    for line in removed:
        _print_row("-", f"{old.file}:{line}", of_old[line].whole)
    for was, now in changed:
        _print_row("~", f"{old.file}:{was}", f"{of_old[was].given} → {of_old[was].learnt}")
        _print_row(" ", f"{new.file}:{now}", f"{of_new[now].given} → {of_new[now].learnt}")
    more = sum(max(0, len(kind) - most) for kind in (found.added, found.removed, found.changed))
    if more:
        typer.echo(f"  and {more:,} more (--most N shows N of each kind)")


def diff_json(new: Inspection, old: Inspection) -> dict[str, Any]:
    """Return every row that is new, gone or changed, whole."""
    found = compare(old.file, new.file, new.form, old.form)
    of_new = pick(new.file, new.form, {*found.added, *(line for _, line in found.changed)})
    of_old = pick(old.file, old.form, {*found.removed, *(line for line, _ in found.changed)})
    return {
        "added": [{"line": line, "row": json.loads(of_new[line].whole)} for line in found.added],
        "removed": [
            {"line": line, "row": json.loads(of_old[line].whole)} for line in found.removed
        ],
        "changed": [
            {
                "line": now,
                "row": json.loads(of_new[now].whole),
                "otherLine": was,
                "otherRow": json.loads(of_old[was].whole),
            }
            for was, now in found.changed
        ],
        "moved": found.moved,
    }


def _print_row(sign: str, where: str, text: str) -> None:
    shown = safe(text)
    if len(shown) > _SHOWN_CHARS:
        shown = shown[: _SHOWN_CHARS - 1] + "…"
    typer.echo(f"  {sign} {safe(where)}  {shown}")

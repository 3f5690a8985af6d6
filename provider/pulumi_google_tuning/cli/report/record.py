"""What a page tells, as data in the page itself: a later report reads what has changed since.

A page carries its own record, and the record that it was compared with. So a report on the same
state reads the page that it replaces, finds its own record there, and compares with the same one
again: the same page, to the letter.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

from pulumi_google_tuning.cli.report.model import Report, Training
from pulumi_google_tuning.cli.report.values import figure
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields import tolerant

META: Final = "google-tuning-report"
_VERSION: Final = 1
Record = Mapping[str, Any]


def of_report(report: Report) -> Record:
    """Return what is worth comparing: nothing that the page doesn't show."""
    return {
        "version": _VERSION,
        "project": report.project,
        "stack": report.stack,
        "date": report.date,
        # A page of some trainings says nothing of the others.
        "only": sorted(report.only) if report.only is not None else None,
        "trainings": {
            f"{one.kind} {one.name}": _facts(one) for one in report.trainings if not one.leaving
        },
    }


def _facts(one: Training) -> dict[str, Any]:
    loss = one.final_loss
    return {
        "state": one.state,
        "made": one.identifier,
        "steps": one.total_steps,
        "final loss": None if loss is None else figure(loss),
        "data": one.data.key if one.data else None,
        "settings": {fact.label: fact.value for fact in one.settings},
    }


def written(now: Record, before: Record | None) -> str:
    """Write a record, and the one that it was compared with, for the page."""
    return json.dumps({"now": now, "before": before}, sort_keys=True, separators=(",", ":"))


def before(page: str, now: Record) -> Record | None:
    """Return the record to compare with that an earlier page has; None where there is none.

    It is the earlier page's own, unless that tells the same: then the one that it was compared
    with. None, too, for the page of another stack.
    """
    found = _Meta.content(page)
    earlier, older = tolerant.mapping(found.get("now")), tolerant.mapping(found.get("before"))
    if _undated(earlier) == _undated(now):
        earlier = older
    return earlier if _one_stack(earlier, now) else None


def read(path: str, now: Record) -> Record:
    """Read the record of a page that somebody named. Raises GoogleTuningError for none."""
    try:
        page = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise GoogleTuningError(f"--since {path}: can't be read: {error.strerror}") from None
    except ValueError:
        page = ""
    given = _Meta.content(page)
    told = tolerant.mapping(given.get("now"))
    if not told:
        raise GoogleTuningError(f"--since {path}: isn't a page that `google-tuning report` wrote")
    if not _one_stack(told, now):
        raise GoogleTuningError(f"--since {path}: is the page of another stack, or version")
    return told


def replaced(path: str, now: Record) -> Record | None:
    """Read the record of the page that is replaced; None where there is none to compare with."""
    try:
        return before(Path(path).read_text(encoding="utf-8"), now)
    except (OSError, ValueError):
        return None


def _one_stack(one: Record, other: Record) -> bool:
    return all(one.get(key) == other[key] for key in ("version", "project", "stack"))


def _undated(record: Record) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key != "date"}


class _Meta(HTMLParser):
    """Finds the data in a page."""

    found: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the first of its name."""
        given = dict(attrs)
        if tag == "meta" and given.get("name") == META and self.found is None:
            self.found = given.get("content")

    @classmethod
    def content(cls, page: str) -> Record:
        """Return the data of a page; empty where it has none."""
        parser = cls()
        parser.feed(page)
        try:
            return tolerant.mapping(json.loads(parser.found or "{}"))
        except (ValueError, RecursionError):
            return {}

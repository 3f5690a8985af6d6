"""Contents that were found good already: they aren't checked a second time.

Content alone is the key: its digest, the form that its rows have, and the rules that they were good
by. No path, no time stamp and no inode is believed, so there is nothing to be fooled by. Two
sources know: the state, which has what the last run found, and this very run of the engine.

What is remembered can be forged by who may write the state, or the user's own folder for temporary
files. Then rows are sent that weren't looked at, and Google refuses them, or leaves them out.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeGuard

from pulumi_google_tuning.data.sketch import KEY as SKETCH
from pulumi_google_tuning.data.stored import CHECKED

if TYPE_CHECKING:
    from pulumi_google_tuning.data.datasets.dataset import Dataset

_NOTED_BYTES: Final = 1 << 20
"""Less is checked before a note of it is found."""
_MOST_BYTES: Final = 1 << 50
"""No file of rows has so many."""
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_SKETCH: Final = re.compile(r"[A-Za-z0-9+/]{0,2000}={0,2}")


class Notes(Protocol):
    """A place for short texts by name, which all processes of one engine run share."""

    def noted(self, name: str) -> str | None:
        """Return a text."""

    def note(self, name: str, text: str) -> None:
        """Keep a text, if that is possible."""

    def begins(self, prefix: str) -> bool:
        """Return whether there is a text whose name begins so."""


class Contents:
    """The contents that one run of the engine has found good; threads share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: dict[tuple[str, int, str], Dataset] = {}
        self._notes: Notes | None = None

    def keep_in(self, notes: Notes) -> None:
        """Share with the other processes of this engine run: its preview, its update."""
        self._notes = notes

    def may_have(self, form: str, size_bytes: int) -> bool:
        """Return whether content of this size was found good in this form."""
        with self._lock:
            if any(key[:2] == (form, size_bytes) for key in self._found):
                return True
        notes = self._notes_of(size_bytes)
        return notes is not None and notes.begins(_name(form, size_bytes, ""))

    def find(self, form: str, size_bytes: int, sha256: str) -> Dataset | None:
        """Return what was found of a content."""
        with self._lock:
            found = self._found.get((form, size_bytes, sha256))
        notes = self._notes_of(size_bytes)
        if found is None and notes is not None:
            found = _read(notes.noted(_name(form, size_bytes, sha256)), form)
        return found

    def add(self, found: Dataset, *, secret: bool = False) -> None:
        """Remember what was found of a content, and nothing of where it is.

        Of what is `secret` no other process is told: the state has even its digest encrypted.
        """
        with self._lock:
            self._found[found.format, found.size_bytes, found.sha256] = found.nowhere()
        notes = self._notes_of(found.size_bytes)
        if notes is not None and not secret:
            name = _name(found.format, found.size_bytes, found.sha256)
            notes.note(name, json.dumps(found.nowhere().summary()))

    def _notes_of(self, size_bytes: int) -> Notes | None:
        return self._notes if size_bytes >= _NOTED_BYTES else None


class Known:
    """What is known while one field is checked: this run's contents, and the state's own."""

    def __init__(
        self, contents: Contents, stored: Dataset | None = None, *, secret: bool = False
    ) -> None:
        """Know the run's contents and the content that the state has of the field."""
        self._secret = secret
        self._contents = contents
        self._stored = stored
        self.outdated: Dataset | None = None
        """The state's, where it is the content that was looked for, and was good by other rules."""

    def may_have(self, form: str, size_bytes: int) -> bool:
        """Return whether it is worth the time to digest a content of this size."""
        stored = self._stored
        if stored is not None and (stored.format, stored.size_bytes) == (form, size_bytes):
            return True
        return self._contents.may_have(form, size_bytes)

    def find(self, form: str, rules: str, size_bytes: int, sha256: str) -> Dataset | None:
        """Return what was found of a content by these rules; None: it has to be checked."""
        stored = self._stored
        if stored is not None and (stored.format, stored.size_bytes, stored.sha256) == (
            form,
            size_bytes,
            sha256,
        ):
            if stored.rules == rules:
                self.add(stored)
                return stored
            self.outdated = stored
        found = self._contents.find(form, size_bytes, sha256)
        if found is None or (found.rules, found.size_bytes, found.sha256) != (
            rules,
            size_bytes,
            sha256,
        ):
            return None
        self.outdated = None
        return found

    def add(self, found: Dataset) -> None:
        """Remember for the rest of the run what was found of a content."""
        self._contents.add(found, secret=self._secret)


# -- from outside ---------------------------------------------------------------------------------


def stored_dataset(summary: Any, form: str) -> Dataset | None:
    """Return the dataset that a summary in the state is of; None where it doesn't say enough."""
    # For those alone who have a dataset: each run has its contents.
    from pulumi_google_tuning.data.datasets.checked_text import read_checked  # noqa: PLC0415
    from pulumi_google_tuning.data.datasets.dataset import Dataset  # noqa: PLC0415

    if not isinstance(summary, Mapping):
        return None
    digest, sketch, checked = (summary.get(key) for key in ("sha256", SKETCH, CHECKED))
    count, size = summary.get("exampleCount"), summary.get("sizeBytes")
    by = read_checked(checked)
    if by is None or not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        return None
    if not isinstance(sketch, str) or not _SKETCH.fullmatch(sketch):
        return None
    # A row has more than a byte. So neither is a number that nothing can write.
    if not (_is_number(count) and _is_number(size) and count < size < _MOST_BYTES):
        return None
    rules, tokens = by
    return Dataset(digest, count, size, None, form, None, sketch=sketch, tokens=tokens, rules=rules)


def _read(note: str | None, form: str) -> Dataset | None:
    try:
        return stored_dataset(json.loads(note), form) if note else None
    except (ValueError, RecursionError):
        return None


def _is_number(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _name(form: str, size_bytes: int, sha256: str) -> str:
    return f"rows-{form}-{size_bytes}-{sha256}"

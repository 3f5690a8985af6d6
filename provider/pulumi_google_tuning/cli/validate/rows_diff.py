"""Which rows of a file are new, gone or changed against another one."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pulumi_google_tuning.cli.shared.progress import ProgressLine, told
from pulumi_google_tuning.cli.validate.forms import DataRow, Form, rows

_DIGEST_BYTES = 16


@dataclass
class RowsDiff:
    """Line numbers: `added` in the new file, `removed` in the old, `changed` (old, new).

    A row is changed where both files have its input and what it teaches differs. `moved`: both
    files hold the same rows, in another order.
    """

    added: list[int] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    changed: list[tuple[int, int]] = field(default_factory=list)
    moved: bool = False


def compare(old: str, new: str, form: Form, old_form: Form | None = None) -> RowsDiff:
    """Compare two good files, row by row, in any order; repeats count each.

    Few lines of two large files differ, and only these are read as JSON: that takes ten times as
    long as a hash of their bytes. Holds some 100 bytes a row, never the rows.
    """
    old_form = old_form or form
    only_old: Container[int] | None = None
    only_new: Container[int] | None = None
    if old_form is form is not Form.PAIRS:
        lines_of_old, lines_of_new = _lines(old), _lines(new)
        if _in_order(lines_of_old) == _in_order(lines_of_new):
            return RowsDiff()
        only_old = {line for line, *_ in _left(lines_of_old, lines_of_new)}
        only_new = {line for line, *_ in _left(lines_of_new, lines_of_old)}
    of_old = _digests(old, old_form, only_old)
    of_new = _digests(new, form, only_new)
    gone = list(_left(of_old, of_new))
    come = list(_left(of_new, of_old))
    by_input: dict[bytes, list[int]] = defaultdict(list)
    for line, given, _ in come:
        by_input[given].append(line)
    for waiting in by_input.values():
        waiting.reverse()  # so that pop takes the first
    found = RowsDiff()
    for line, given, _ in gone:
        if by_input[given]:
            found.changed.append((line, by_input[given].pop()))
        else:
            found.removed.append(line)
    found.added = sorted(line for waiting in by_input.values() for line in waiting)
    if not gone and not come:
        if only_old is not None:  # else all of both is there
            of_old, of_new = _digests(old, old_form), _digests(new, form)
        found.moved = _in_order(of_old) != _in_order(of_new)
    return found


def pick(path: str, form: Form, lines: set[int]) -> dict[int, DataRow]:
    """Read those rows."""
    if not lines:
        return {}
    return {row.line: row for row in rows(path, form, "reading", only=lines)}


_Digests = list[tuple[int, bytes, bytes]]
"""A row's line, and digests of what the model is given and of all of it."""


def _lines(path: str) -> _Digests:
    """Return a digest of each line's bytes; nothing is known of what the model is given."""
    with Path(path).open("rb") as file, ProgressLine(path) as shown:
        stripped = (line.strip() for line in told(file, path, "comparing", shown))
        return [(number, b"", _digest(line)) for number, line in enumerate(stripped, 1) if line]


def _digests(path: str, form: Form, only: Container[int] | None = None) -> _Digests:
    found = rows(path, form, "comparing", only)
    return [(row.line, _digest(row.given.encode()), _digest(row.whole.encode())) for row in found]


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_DIGEST_BYTES).digest()


def _in_order(these: _Digests) -> list[bytes]:
    return [whole for *_, whole in these]


def _left(these: _Digests, those: _Digests) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield the rows of `these` that are left when each one of `those` has taken its equal."""
    times: dict[bytes, int] = defaultdict(int)
    for *_, whole in those:
        times[whole] += 1
    for one in these:
        whole = one[2]
        if times[whole]:
            times[whole] -= 1
        else:
            yield one

"""Which rows of a file are new, gone or changed against another one."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

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

    Holds some 100 bytes a row, never the rows.
    """
    of_old = _digests(old, old_form or form)
    of_new = _digests(new, form)
    gone = _unmatched(of_old, of_new)
    come = _unmatched(of_new, of_old)
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
    same = not gone and not come
    found.moved = same and [whole for *_, whole in of_old] != [whole for *_, whole in of_new]
    return found


def pick(path: str, form: Form, lines: set[int]) -> dict[int, DataRow]:
    """Read those rows."""
    if not lines:
        return {}
    return {row.line: row for row in rows(path, form, "reading") if row.line in lines}


_Digests = list[tuple[int, bytes, bytes]]


def _digests(path: str, form: Form) -> _Digests:
    found = rows(path, form, "comparing")
    return [(row.line, _digest(row.given), _digest(row.whole)) for row in found]


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=_DIGEST_BYTES).digest()


def _unmatched(these: _Digests, those: _Digests) -> _Digests:
    """Return the rows of `these` that are left when each one of `those` has taken its equal."""
    return list(_left(these, those))


def _left(these: _Digests, those: _Digests) -> Iterator[tuple[int, bytes, bytes]]:
    times: dict[bytes, int] = defaultdict(int)
    for *_, whole in those:
        times[whole] += 1
    for one in these:
        whole = one[2]
        if times[whole]:
            times[whole] -= 1
        else:
            yield one

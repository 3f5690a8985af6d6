"""A job's metrics where Google has stored them: its output `gcsMetricsUri`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pulumi_google_tuning.cli.report import metric_forms
from pulumi_google_tuning.cli.report.asking import MOST_SECONDS
from pulumi_google_tuning.google import time_limit
from pulumi_google_tuning.google.storage import downloads

if TYPE_CHECKING:
    from pulumi_google_tuning.cli.report.model import Curve
    from pulumi_google_tuning.google.session import Session

_MOST_OBJECTS: Final = 20
_MOST_BYTES: Final = 8 << 20
"""Of one job, together; what comes after is left out."""


@dataclass(frozen=True)
class StoredMetrics:
    """Where a job's metrics are, and how many steps it has."""

    uri: str
    total_steps: int | None

    def read(self, session: Session, end: float) -> tuple[Curve, ...]:
        """Read a job's metrics, at most 8 MB; raises ValueError where there are none."""
        contents = _contents(session, self.uri, end)
        if time_limit.monotonic() > end and not contents:
            raise ValueError(f"it took longer than {MOST_SECONDS:.0f} s")
        if not contents:
            raise ValueError(f"there is no object of at most {_MOST_BYTES >> 20} MB")
        curves = metric_forms.curves(contents, self.total_steps)
        if not curves:
            raise ValueError("no steps with numbers are in it")
        return curves

    def without(self, why: str) -> str:
        """Return the sentence that says why there are no curves."""
        return f"No curves from {self.uri}: {why}"


def _contents(session: Session, uri: str, end: float) -> list[bytes]:
    contents: list[bytes] = []
    left = _MOST_BYTES
    if time_limit.monotonic() > end:
        return []
    for one in downloads.under(session, uri, _MOST_OBJECTS):
        if not 0 < one.size_bytes <= left:
            continue
        if time_limit.monotonic() > end:
            break
        content = downloads.read(session, one.at)
        # Of what is stored packed, the list tells the packed size.
        left -= max(one.size_bytes, len(content))
        if left >= 0:
            contents.append(content)
    return contents

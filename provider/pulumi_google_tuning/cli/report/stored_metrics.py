"""A job's metrics where Google has stored them: its output `gcsMetricsUri`, read with our login.

Whatever goes wrong is a line of the report, and never its failure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pulumi_google_tuning.cli.report import metric_forms
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.google import time_limit
from pulumi_google_tuning.google.errors import CredentialsError, TransportError
from pulumi_google_tuning.google.storage import downloads

if TYPE_CHECKING:
    from pulumi_google_tuning.cli.report.model import Curve
    from pulumi_google_tuning.google.session import Session

_MOST_OBJECTS: Final = 20
_MOST_BYTES: Final = 8 << 20
"""Of one job, together; what comes after is left out."""
_MOST_SECONDS: Final = 30.0
"""For all jobs of a report."""
_AT_ONCE: Final = 8


@dataclass(frozen=True)
class Asked:
    """Where a job's metrics are, and how many steps it has."""

    uri: str
    total_steps: int | None


@dataclass(frozen=True)
class Stored:
    """What was found: curves, or one sentence that says why there are none."""

    curves: tuple[Curve, ...] = ()
    note: str | None = None


Fetch = Callable[[Iterable[Asked]], Mapping[Asked, Stored]]


def offline(asked: Iterable[Asked]) -> dict[Asked, Stored]:
    """Return that nothing was read."""
    return {one: _none(one, "--offline") for one in asked}


def fetch(asked: Iterable[Asked], connect: Callable[[], Session]) -> dict[Asked, Stored]:
    """Read the metrics of jobs, within 30 s and 8 MB per job; raises nothing for what isn't there.

    connect: opens the session, once there is something to read.
    """
    wanted = list(asked)
    if not wanted:
        return {}
    end = time_limit.monotonic() + _MOST_SECONDS
    try:
        session = connect()
        # The first alone: without a network, or a login, the others needn't try.
        first = _read(session, wanted[0], end)
    except GoogleTuningError as error:
        return {one: _none(one, str(error)) for one in wanted}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        rest = pool.map(lambda one: _tried(session, one, end), wanted[1:])
        return {wanted[0]: first, **dict(zip(wanted[1:], rest, strict=True))}


def _tried(session: Session, asked: Asked, end: float) -> Stored:
    try:
        return _read(session, asked, end)
    except GoogleTuningError as error:
        return _none(asked, str(error))


def _read(session: Session, asked: Asked, end: float) -> Stored:
    """Read a job's metrics. Raises CredentialsError, TransportError: all jobs have these."""
    try:
        contents = _contents(session, asked.uri, end)
    except (CredentialsError, TransportError):
        raise
    except (GoogleTuningError, ValueError) as error:
        return _none(asked, str(error))
    if time_limit.monotonic() > end and not contents:
        return _none(asked, f"it took longer than {_MOST_SECONDS:.0f} s")
    if not contents:
        return _none(asked, f"there is no object of at most {_MOST_BYTES >> 20} MB")
    curves = metric_forms.curves(contents, asked.total_steps)
    return Stored(curves) if curves else _none(asked, "no steps with numbers are in it")


def _contents(session: Session, uri: str, end: float) -> list[bytes]:
    contents: list[bytes] = []
    left = _MOST_BYTES
    with time_limit.until(end):
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


def _none(asked: Asked, why: str) -> Stored:
    return Stored(note=f"No curves from {asked.uri}: {why}.".replace("..", "."))

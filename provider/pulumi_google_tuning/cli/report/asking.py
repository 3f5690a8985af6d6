"""What a report asks Google for: curves that a state has no room for, read with our login.

Whatever goes wrong is a line of the report, and never its failure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pulumi_google_tuning.cli.report.model import Asked, Curve
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.google import time_limit
from pulumi_google_tuning.google.errors import CredentialsError, TransportError

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

MOST_SECONDS: Final = 30.0
"""For all trainings of a report."""
_AT_ONCE: Final = 8


@dataclass(frozen=True)
class Answer:
    """What was found: curves, or one sentence that says why there are none."""

    curves: tuple[Curve, ...] = ()
    note: str | None = None


Fetch = Callable[[Iterable[Asked]], Mapping[Asked, Answer]]


def offline(asked: Iterable[Asked]) -> dict[Asked, Answer]:
    """Return that nothing was read."""
    return {one: _none(one, "--offline") for one in asked}


def fetch(asked: Iterable[Asked], connect: Callable[[], Session]) -> dict[Asked, Answer]:
    """Read what is asked for, within 30 s; raises nothing for what isn't there.

    connect: opens the session, once there is something to read.
    """
    wanted = list(asked)
    if not wanted:
        return {}
    end = time_limit.monotonic() + MOST_SECONDS
    try:
        session = connect()
        # The first alone: without a network, or a login, the others needn't try.
        first = _read(session, wanted[0], end)
    except GoogleTuningError as error:
        return {one: _none(one, str(error)) for one in wanted}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        rest = pool.map(lambda one: _tried(session, one, end), wanted[1:])
        return {wanted[0]: first, **dict(zip(wanted[1:], rest, strict=True))}


def _tried(session: Session, asked: Asked, end: float) -> Answer:
    try:
        return _read(session, asked, end)
    except GoogleTuningError as error:
        return _none(asked, str(error))


def _read(session: Session, asked: Asked, end: float) -> Answer:
    """Read one. Raises CredentialsError, TransportError: all questions have these."""
    try:
        with time_limit.until(end):
            return Answer(asked.read(session, end))
    except (CredentialsError, TransportError):
        raise
    except (GoogleTuningError, ValueError) as error:
        return _none(asked, str(error))


def _none(asked: Asked, why: str) -> Answer:
    return Answer(note=f"{asked.without(why)}.".replace("..", "."))

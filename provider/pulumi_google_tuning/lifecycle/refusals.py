"""Refusals in a poll: of one object, or of what all who wait need."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from pulumi_google_tuning.google.errors import ApiError
from pulumi_google_tuning.google.retry import RETRY_POLICY
from pulumi_google_tuning.lifecycle.watch import Watch

_UNAUTHENTICATED: Final = 401


def is_final(error: ApiError) -> bool:
    """Return whether Google refuses just what was asked, and would refuse it again."""
    return not (RETRY_POLICY.is_retryable(error) or error.code == _UNAUTHENTICATED)


@contextlib.contextmanager
def refused_alone(mine: list[Watch]) -> Iterator[None]:
    """Tell those who wait for one object of a refusal: it is about this object, not about all."""
    try:
        yield
    except ApiError as error:
        if not is_final(error):
            raise
        for watch in mine:
            watch.publish(error=error)


def refused_before(keys: Iterable[str], read: Callable[[str], None]) -> dict[str, ApiError] | None:
    """Read until one may be read; return the refusals before it, None where all were refused."""
    refusals: dict[str, ApiError] = {}
    for key in keys:
        try:
            read(key)
        except ApiError as error:
            if not is_final(error):
                raise
            refusals[key] = error
        else:
            return refusals
    return None

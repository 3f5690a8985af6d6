"""Pulumi's mocks for a part of a test, and never for the tests after it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pulumi
from pulumi.runtime import settings


@contextlib.contextmanager
def mocked(mocks: pulumi.runtime.Mocks, *, preview: bool = False) -> Iterator[None]:
    """Have mocks in the engine's place; whatever the test does, they are gone afterwards."""
    pulumi.runtime.set_mocks(mocks, preview=preview)
    try:
        yield
    finally:
        settings.SETTINGS.monitor = None

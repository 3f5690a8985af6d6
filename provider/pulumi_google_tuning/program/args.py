"""Typed forms of the arguments that every resource may have."""

from __future__ import annotations

from typing import TypedDict

from pulumi import Input


class Timeouts(TypedDict, total=False):
    """How long to wait, as `30m` or `6h`; the training itself goes on."""

    create: Input[str]
    stall: Input[str]

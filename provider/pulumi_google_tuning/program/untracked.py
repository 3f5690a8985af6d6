"""Outputs that the SDK need not wait for at the end of a program: those of a resource itself.

It waits for all Outputs of the program at once, and repeatedly for those that are left: 200 models
have 7,000. A resource's own are made by its registration, or fail with it, and for that the SDK
waits by itself. What failed is put back. What a program makes of them is waited for as ever.

Relies on: an Output can be taken out of those that are waited for (`Output._untrack`), as the SDK
does where another one is made of it, and has its task in `_data`. When that goes: nothing is taken
out, and the program of hundreds of resources takes a fifth more CPU.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import pulumi
from pulumi.runtime.settings import SETTINGS

_TAKE_OUT = "_untrack"


def take_out(attributes: Iterable[Any]) -> None:
    """Take a new resource's own Outputs out of those that the SDK waits for."""
    if not hasattr(pulumi.Output, _TAKE_OUT):  # an Output answers to every name; its class doesn't
        return
    for one in attributes:
        if isinstance(one, pulumi.Output):
            getattr(one, _TAKE_OUT)()
            one._data.add_done_callback(_put_back_if_failed)  # noqa: SLF001 - see above


def _put_back_if_failed(task: asyncio.Future[Any]) -> None:
    # The SDK leaves it there, and without that asyncio would tell of an error that nobody saw.
    if task.cancelled() or task.exception() is not None:
        with SETTINGS.lock:
            SETTINGS.outputs.add(task)

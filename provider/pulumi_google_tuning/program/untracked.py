"""Outputs that the SDK need not wait for at the end of a program: those of a resource itself.

It waits for all Outputs of the program at once, and repeatedly for those that are left: 200 models
have 7,000. A resource's own are made by its registration, or fail with it, and for that the
SDK waits by itself. What a program makes of them is waited for as ever.

Relies on: an Output can be taken out of those that are waited for (`Output._untrack`), as the SDK
does where another one is made of it. When that goes: nothing is taken out, and the program of
hundreds of resources takes a fifth more CPU.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pulumi

_TAKE_OUT = "_untrack"


def take_out(attributes: Iterable[Any]) -> None:
    """Take a new resource's own Outputs out of those that the SDK waits for."""
    if not hasattr(pulumi.Output, _TAKE_OUT):  # an Output answers to every name; its class doesn't
        return
    for one in attributes:
        if isinstance(one, pulumi.Output):
            getattr(one, _TAKE_OUT)()

"""How a training ended that didn't succeed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """Why a training failed: a ``google.rpc.Code`` number and Google's sentence."""

    code: int
    message: str


INTERNAL_ERROR = Outcome(13, "Internal error during tuning.")

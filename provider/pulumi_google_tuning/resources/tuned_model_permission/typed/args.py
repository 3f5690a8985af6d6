"""Typed forms of the nested arguments."""

# Written by `make generate` from schema/tuned_model_permission.schema.json: change it there.

from __future__ import annotations

from typing import Literal

ApiVersion = Literal[
    "v1beta",
    "v1beta3",
]

Delete = Literal[
    "allow",
    "deny",
]

GranteeType = Literal[
    "USER",
    "GROUP",
    "EVERYONE",
]

Role = Literal[
    "READER",
    "WRITER",
]

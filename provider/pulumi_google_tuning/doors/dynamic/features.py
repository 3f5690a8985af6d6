"""Which parts of the host upgrade may be used: all of them, unless the environment says no.

`PULUMI_GOOGLE_TUNING_DISABLE=workers,cancel` (or `all`) runs without those parts: for finding out
whether one of them is at fault after an update of Pulumi, for the tests of their absence, and for
measuring against the stock host. Three more words, `trace`, `collecting` and `untracked`, are for
parts in the program (program/trace.py, doors/shared/collecting.py, program/untracked.py).
"""

from __future__ import annotations

import os

PARTS = {
    "workers": "only four resources run at a time",
    "request": "urn and timeouts are unknown, so an interrupted training must be adopted by hand",
    "partial": "an interrupted wait is not stored; the next `pulumi up` finds the training again",
    "progress": "the training's progress is not shown",
    "cancel": "Ctrl-C waits for running trainings to finish",
    "stable": "a preview may show resources that depend on a patched resource as replaced",
    "signals": "a SIGTERM to all processes ends the plugin before it has stored what it started",
    "changed": "`replace_on_changes` has no effect",
    "preview": "a data file that changes between preview and update is not noticed",
    "engine": "a killed engine leaves this process behind",
}
"""Each part, and what is missing without it."""


def allowed(part: str) -> bool:
    """Return whether a part may be used."""
    said = os.environ.get("PULUMI_GOOGLE_TUNING_DISABLE", "")
    off = {word.strip() for word in said.split(",")}
    return part not in off and "all" not in off

"""What one run of a program knows: kept with the run's own root resource.

With the Automation API one process runs many programs, one after another or at once, so nothing
of a run may be kept in a module.

Relies on: `pulumi.runtime` has the root resource of the run, one for each. Where there is none (a
unit test without mocks) each call is a run of its own: nothing is counted, and nothing cached.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from pulumi.runtime import get_root_resource

if TYPE_CHECKING:  # only functions send anything
    from pulumi_google_tuning.google.session import Session

_ATTRIBUTE = "_google_tuning_run"


class ProgramRun:
    """The knowledge of one run of a program."""

    def __init__(self) -> None:
        self.waited_for = itertools.count(1)
        """Counts the resources that are waited for."""
        self.said_protected = False
        """Whether it was said how to delete what is protected."""
        self.sessions: dict[tuple[tuple[str, str], ...], Session] = {}
        """Those of the program's functions, by configuration: mocks may set another one."""


def current_run() -> ProgramRun:
    """Return what the run that this code belongs to knows."""
    root = get_root_resource()
    if root is None:
        return ProgramRun()
    run: ProgramRun = vars(root).setdefault(_ATTRIBUTE, ProgramRun())
    return run

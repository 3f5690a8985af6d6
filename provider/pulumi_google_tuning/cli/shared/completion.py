"""What a shell completes: names of stacks and of their rows, from the project's files alone.

No `pulumi` is run and nothing is asked of anybody: a press of Tab has to answer at once.
"""

from __future__ import annotations


def complete_row(incomplete: str) -> list[str]:
    """Return the names of trainings in the stacks as data that begin with a word."""
    from pulumi_google_tuning.cli.shared import stack_files  # noqa: PLC0415 - for a press of Tab

    return sorted(name for name in stack_files.rows() if name.startswith(incomplete))


def complete_stack(incomplete: str) -> list[str]:
    """Return the names of the stacks that have a file and begin with a word."""
    from pulumi_google_tuning.cli.shared import stack_files  # noqa: PLC0415 - for a press of Tab

    return sorted(name for name in stack_files.stacks() if name.startswith(incomplete))

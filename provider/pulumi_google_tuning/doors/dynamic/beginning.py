"""What is ours at the start of the host's process, in its main thread.

Called by pulumi_google_tuning_host.pth beside the installed package, before the host has begun and
long before it loads a provider's class. The process may serve others' resources alone, so nothing
here changes what they see.
"""

from __future__ import annotations

from pulumi_google_tuning.doors.dynamic import imports
from pulumi_google_tuning.doors.shared.main_thread import MainThread


def begin() -> None:
    """Answer what has no reference to a class of ours, and do what can be done here alone."""
    imports.answer()
    MainThread.offer()

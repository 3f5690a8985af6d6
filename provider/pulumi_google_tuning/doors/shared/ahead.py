"""What a create needs, imported while the CLI reads the state: each takes a quarter of a second.

So the first create begins sooner. A preview with nothing to do reads no state, and imports nothing.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from importlib import import_module
from typing import Final

_NEEDED: Final = (
    "pulumi_google_tuning.lifecycle.changing",
    "pulumi_google_tuning.google.connection",
)
THREAD: Final = "ahead"


def load_ahead() -> None:
    """Begin to import, unless all is there; who needs it sooner waits for Python's own lock."""
    if not sys.modules.keys() >= set(_NEEDED):
        threading.Thread(target=_load, name=THREAD, daemon=True).start()


def _load() -> None:
    for name in _NEEDED:
        with contextlib.suppress(Exception):  # who needs it finds out, and says so
            import_module(name)

"""A plugin's clock that jumps when a test says so: a deadline that comes at a chosen instant.

Python imports a module of this name as it starts, wherever PYTHONPATH has this folder
(https://docs.python.org/3/library/site.html). Real seconds would come too soon on a busy machine.
"""

import os
import sys
import time

_AHEAD_SECONDS = 2 * 3600.0

_PLUGINS = ("pulumi.dynamic", "pulumi-resource-google-tuning")

_file = os.environ.get("TESTS_TIME_HAS_PASSED", "")
if _file and any(word.endswith(_PLUGINS) for word in sys.orig_argv):
    _real = time.monotonic

    def _monotonic() -> float:
        """Return the system's monotonic seconds, and two hours more once the file is there."""
        return _real() + (_AHEAD_SECONDS if os.path.exists(_file) else 0.0)  # noqa: PTH110

    time.monotonic = _monotonic

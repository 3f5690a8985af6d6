"""Notes what a Python process imports and which commands it runs, in a file of its own.

Python imports a module of this name as it starts, wherever PYTHONPATH has this folder
(https://docs.python.org/3/library/site.html). The first line is what was started.
"""

import os
import sys
from typing import Any

_folder = os.environ.get("TESTS_NOTED_IN", "")
if _folder:
    _notes = open(f"{_folder}/{os.getpid()}", "a", buffering=1)  # noqa: PTH123, SIM115
    _notes.write(f"{' '.join(sys.orig_argv)}\n")
    _notes.writelines(f"import {name}\n" for name in sys.modules)

    def _note(event: str, told: tuple[Any, ...]) -> None:
        """Write an audit event that counts (https://docs.python.org/3/library/audit_events.html)."""
        if event == "import":
            _notes.write(f"import {told[0]}\n")
        elif event == "subprocess.Popen":
            _notes.write(f"run {' '.join(map(str, told[1]))}\n")

    sys.addaudithook(_note)

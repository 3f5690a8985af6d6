"""`python -m tools.typed_forms`: write the typed forms of each resource."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

PACKAGE = "pulumi_google_tuning"


def _without_the_resources() -> None:
    """Let parts of the package be imported before what this writes is there.

    The package's own `__init__` imports each resource, and a new one has no typed forms yet.
    """
    package = ModuleType(PACKAGE)
    package.__path__ = [str(Path(__file__).resolve().parents[2] / "provider" / PACKAGE)]
    sys.modules[PACKAGE] = package


if __name__ == "__main__":
    _without_the_resources()
    from tools.typed_forms import files

    for path, text in files.texts().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    print("wrote each resource's typed forms")

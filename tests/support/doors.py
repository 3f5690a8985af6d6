"""The two ways from a program to the life cycle, and the mark that runs a test through both.

A test's program is the same text. Through the dynamic door it imports `pulumi_google_tuning`,
whose resources are served by Pulumi's dynamic host; through the native one the same names register
the package's resources (native_program.py), which `pulumi-resource-google-tuning` serves.
"""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from support import forks
from support.emulator import ROOT

DYNAMIC: Final = "dynamic"
NATIVE: Final = "native"
DOORS: Final = (DYNAMIC, NATIVE)
_HEADS: Final = {
    DYNAMIC: "import pulumi\nimport pulumi_google_tuning as tuning\n",
    NATIVE: (
        f"import sys\nsys.path.append({str(ROOT / 'tests')!r})\n"
        "import pulumi\nfrom support import native_program as tuning\n"
    ),
}


def head(door: str) -> str:
    """Return how every program begins."""
    return _HEADS[door]


def plugins(door: str) -> str:
    """Return what Pulumi.yaml says of plugins: where the native one is."""
    if door == DYNAMIC:
        return ""
    folder = json.dumps(str(forks.plugin_folder()))
    return f"plugins:\n  providers:\n    - name: google-tuning\n      path: {folder}\n"


def both(*, native: bool = True) -> pytest.MarkDecorator:
    """Run a test through both doors; where not `native`, through that one in `make test-all` alone.

    Its dynamic form keeps the name that it had.
    """
    marks: Any = () if native else pytest.mark.thorough
    forms = [pytest.param(DYNAMIC, id=DYNAMIC), pytest.param(NATIVE, id=NATIVE, marks=marks)]
    return pytest.mark.parametrize("door", forms)

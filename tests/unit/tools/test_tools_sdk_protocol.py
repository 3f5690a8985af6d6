"""The language host's short way to the SDK's protocol modules."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
_SHORT = "from tools.sdk_protocol import language_pb2 as ours, language_pb2_grpc as calls; "


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (_SHORT + "import sys; print('pulumi' in sys.modules)", "False"),
        (_SHORT + "print(calls.LanguageRuntimeServicer.__name__)", "LanguageRuntimeServicer"),
        (
            _SHORT + "import pulumi; from pulumi.runtime.proto import language_pb2; "
            "print(ours is language_pb2, pulumi.Output.__name__)",
            "True Output",
        ),
        (
            "from pulumi.runtime.proto import language_pb2; " + _SHORT + "import pulumi; "
            "print(ours is language_pb2, pulumi.Output.__name__)",
            "True Output",
        ),
    ],
    ids=["without the SDK", "whole", "the SDK after it", "the SDK before it"],
)
def test_the_protocol_alone(script: str, told: str) -> None:
    """The modules are the SDK's own, and it can be imported before or after them."""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == (told, "")


def test_a_missing_sdk_is_named(tmp_path: Path) -> None:
    """Without the SDK it fails as any import of it does."""
    script = f"import sys; sys.path[:] = [{str(ROOT)!r}, *sys.path[1:3]]; {_SHORT}"
    done = subprocess.run(
        [sys.executable, "-S", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "No module named 'pulumi'" in done.stderr

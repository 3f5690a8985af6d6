"""The plugin's start: Pulumi's messages without its SDK, and nothing that can wait."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import sys
from pulumi_google_tuning.doors.native.protocol import leave_out_sdk
{before}
print(leave_out_sdk())
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc, engine_pb2_grpc
print(provider_pb2.CheckRequest(urn="u").urn, "pulumi.resource" in sys.modules)
"""


def run(script: str) -> list[str]:
    """Run a script in a process of its own and return its lines."""
    words = [sys.executable, "-c", script]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.split("\n")


def test_the_messages_come_without_the_sdk() -> None:
    """The SDK is four fifths of a start, and the plugin uses none of it."""
    assert run(SCRIPT.format(before=""))[:2] == ["True", "u False"]


def test_an_sdk_that_is_there_stays() -> None:
    """A process that has imported it keeps the one it has."""
    assert run(SCRIPT.format(before="import pulumi"))[:2] == ["False", "u True"]


def test_messages_that_are_elsewhere_bring_the_sdk_along() -> None:
    """Where a later SDK has them elsewhere, nothing is left in the way of the real package."""
    moved = "from pulumi_google_tuning.doors.native import protocol\nprotocol._MESSAGES = ('x',)"
    assert run(SCRIPT.format(before=moved))[:2] == ["False", "u True"]

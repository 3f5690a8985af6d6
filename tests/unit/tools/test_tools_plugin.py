"""Plugins that the language host runs: what they are given, and what comes back."""

from __future__ import annotations

import sys
from pathlib import Path

from pulumi.runtime.proto import language_pb2

from tools import run_plugin


def request(folder: Path, kind: str, *args: str) -> language_pb2.RunPluginRequest:
    """Return what the engine asks for."""
    return language_pb2.RunPluginRequest(
        pwd=str(folder),
        args=args,
        env=["COLOUR=a=b"],
        kind=kind,
        info=language_pb2.ProgramInfo(
            root_directory=str(folder), program_directory=str(folder), entry_point="."
        ),
    )


def test_a_policy_pack_starts_through_the_sdk(tmp_path: Path) -> None:
    """The pack comes after the engine's address and options, as `pulumi.policy` reads them."""
    words = run_plugin.command("python", request(tmp_path, "analyzer", "127.0.0.1:7", "-v=9"))
    assert words == ["python", "-u", "-m", "pulumi.policy", "127.0.0.1:7", "-v=9", str(tmp_path)]


def test_what_a_plugin_prints_comes_back(tmp_path: Path) -> None:
    """Both of its outputs and at last its exit code, in the environment that the engine names."""
    (tmp_path / "__main__.py").write_text(
        "import os, sys\n"
        "print(sys.argv[1:], os.environ['COLOUR'], os.getcwd())\n"
        "sys.stderr.write('x' * 10_000)\n"
        "sys.exit(3)\n"
    )
    plugin = run_plugin.start(sys.executable, request(tmp_path, "resource", "127.0.0.1:7"))
    answers = list(run_plugin.outputs(plugin))
    out = b"".join(one.stdout for one in answers).decode()
    assert out == f"['127.0.0.1:7'] a=b {tmp_path}\n"
    assert sum(len(one.stderr) for one in answers) == 10_000
    assert [one.WhichOneof("output") for one in answers][-1] == "exitcode"
    assert answers[-1].exitcode == 3

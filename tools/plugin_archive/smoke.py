"""`python -m tools.plugin_archive.smoke ARCHIVE`: start what an archive holds, and ask it.

On a PATH without anything, so what it needs is in it. It tells its version, which has to be the one
in the archive's name, and its schema.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from tools.plugin_archive import names

_VERSION: Final = re.compile(r"-v(\d\S*?)-[a-z]+-[a-z0-9_]+\.tar\.gz$")
_SECONDS: Final = 60.0


class SmokeError(Exception):
    """The archive, or what it holds, isn't as it has to be."""


def check(archive: Path) -> str:
    """Check an archive; return what was seen, as a sentence. Raises SmokeError."""
    named = _VERSION.search(archive.name)
    if named is None:
        raise SmokeError(f"{archive.name} is not called as Pulumi expects it: {names.EXECUTABLE}-…")
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
        with started(Path(folder), {"PATH": ""}) as port:
            version, schema = _ask(port)
    if version != named[1]:
        raise SmokeError(f"{archive.name} holds a plugin that says it is {version}")
    return f"{archive.name}: version {version}, {len(schema['resources'])} resources"


@contextmanager
def started(folder: Path, environment: Mapping[str, str]) -> Iterator[int]:
    """Start the plugin in a folder with this environment alone; yield its port, and end it."""
    executable = folder / (names.EXECUTABLE + (".exe" if os.name == "nt" else ""))
    # Windows opens no socket without its own folder.
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    process = subprocess.Popen(
        [str(executable)],
        cwd=folder,
        env={**kept, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = process.stdout.readline().strip()
        if not said.isdigit():
            process.kill()
            raise SmokeError(f"it printed no port: {said} {process.communicate()[1]}")
        yield int(said)
    finally:
        process.kill()
        process.communicate()


def _ask(port: int) -> tuple[str, dict[str, Any]]:
    """Ask a plugin for its version and its schema."""
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:  # type: ignore[no-untyped-call]
        stub = provider_pb2_grpc.ResourceProviderStub(channel)
        version = stub.GetPluginInfo(empty_pb2.Empty(), timeout=_SECONDS).version
        schema = stub.GetSchema(provider_pb2.GetSchemaRequest(), timeout=_SECONDS).schema
    return version, json.loads(schema)


if __name__ == "__main__":
    try:
        print(check(Path(sys.argv[1])))
    except SmokeError as error:
        sys.exit(f"smoke: {error}")

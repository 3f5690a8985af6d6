"""A stand-in for `pulumi-language-python`, for a CLI that was built without it.

The official archive ships that helper beside `pulumi`. The engine starts it with its own address as
the last argument, reads one line, the port, and calls the `LanguageRuntime` service there:
https://github.com/pulumi/pulumi/blob/master/proto/pulumi/language.proto

As in the original, the program runs in a process of its own, in the virtual environment that
Pulumi.yaml names; what it prints reaches the terminal. This process only starts it, and ends it
when the engine cancels, stops this host, or dies.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent import futures
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2

# As a script, Python looks beside this file, and not in the checkout.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tools import run_plugin
from tools.sdk_protocol import language_pb2, language_pb2_grpc, plugin_pb2

RUNNER = Path(__file__).with_name("run_program.py")

# The program's own exit code for "the message was shown already", as in Pulumi's own host.
SHOWN_TO_THE_USER = 32
_THREADS = 8
_CONNECT_SECONDS = 5.0
_BETWEEN_CONNECTIONS_SECONDS = 0.2
# The client's preface and an empty SETTINGS frame: https://www.rfc-editor.org/rfc/rfc9113#section-3.4
_HTTP2_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes((0, 0, 0, 4, 0, 0, 0, 0, 0))


class MissingEnvironmentError(Exception):
    """Pulumi.yaml names a virtual environment that isn't there."""


def python_for(info: Any) -> str:
    """Find the interpreter for a program.

    `info` is a `ProgramInfo`; its option `virtualenv`, relative to the folder of Pulumi.yaml, says
    where to look. Without the option it is the interpreter that this host runs in.
    Raises MissingEnvironmentError.
    """
    named = info.options.fields["virtualenv"].string_value
    if not named:
        return sys.executable
    python = Path(info.root_directory, named, "bin", "python")
    if not python.exists():
        raise MissingEnvironmentError(
            f"Pulumi.yaml in {info.root_directory} names the virtual environment {named}, and "
            f"{python} is not there. Make it (`make setup` in a checkout of this project, or "
            f"`python3 -m venv` and `pip install`), or correct `runtime.options.virtualenv`."
        )
    return str(python)


class LanguageHost(language_pb2_grpc.LanguageRuntimeServicer):
    """The language service for programs in Python.

    What isn't here (code generation, templates) answers UNIMPLEMENTED, which the engine takes as
    "this language hasn't got that".
    """

    def __init__(self, engine_address: str) -> None:
        self._engine_address = engine_address
        self._programs: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._cancelled = False

    def Handshake(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802 - gRPC's form
        """Answer the engine's first call."""
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802 - gRPC's form
        """Return the version: that of the SDK, as in a release, where the two go together."""
        return plugin_pb2.PluginInfo(version=importlib.metadata.version("pulumi"))

    def GetRequiredPlugins(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """Name no plugin: a dynamic provider's is found on PATH."""
        return language_pb2.GetRequiredPluginsResponse()

    def GetRequiredPackages(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """Name no package, for the same reason."""
        return language_pb2.GetRequiredPackagesResponse()

    def RuntimeOptionsPrompts(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """Ask nothing in `pulumi new`."""
        return language_pb2.RuntimeOptionsResponse()

    def About(self, request: Any, context: Any) -> Any:  # noqa: N802 - gRPC's name
        """Return the interpreter that runs the program, and its version, for `pulumi about`."""
        python = _python_or_abort(request.info, context)
        done = _ask(python, "-c", "import platform; print(platform.python_version())")
        return language_pb2.AboutResponse(executable=python, version=done.strip())

    def GetProgramDependencies(self, request: Any, context: Any) -> Any:  # noqa: N802
        """List what is installed beside the program, as `pip list` sees it."""
        python = _python_or_abort(request.info, context)
        options = [] if request.transitiveDependencies else ["--not-required"]
        listed = _ask(python, "-m", "pip", "list", "--format", "json", *options)
        found = json.loads(listed or "[]")
        return language_pb2.GetProgramDependenciesResponse(
            dependencies=[
                language_pb2.DependencyInfo(name=one["name"], version=one["version"])
                for one in found
            ]
        )

    def InstallDependencies(self, request: Any, context: Any) -> Iterator[Any]:  # noqa: N802
        """Print, for `pulumi install`, who installs: dependencies here are locked, with hashes."""
        _python_or_abort(request.info, context)
        said = (
            "The virtual environment is there; `make setup` keeps it as requirements.lock says.\n"
        )
        yield language_pb2.InstallDependenciesResponse(stdout=said.encode())

    def Run(self, request: Any, context: Any) -> Any:  # noqa: N802 - gRPC's name
        """Run a program to its end; an error it has shown already isn't repeated (`bail`)."""
        try:
            python = python_for(request.info)
        except MissingEnvironmentError as missing:
            return language_pb2.RunResponse(error=str(missing))
        with self._lock:
            if self._cancelled:
                return language_pb2.RunResponse(bail=True)
            program = self._start(python, request.pwd)
            self._programs.add(program)
        context.add_callback(program.kill)  # the engine's call ended, so must its program
        try:
            code = _feed(program, request.SerializeToString())
        finally:
            with self._lock:
                self._programs.discard(program)
        if code == 0:
            return language_pb2.RunResponse()
        if code == SHOWN_TO_THE_USER or self._cancelled:
            return language_pb2.RunResponse(bail=True)
        return language_pb2.RunResponse(error=f"Program exited with {_ending(code)}")

    def RunPlugin(self, request: Any, context: Any) -> Iterator[Any]:  # noqa: N802 - gRPC's name
        """Run a plugin, such as a policy pack, until the engine hangs up."""
        plugin = run_plugin.start(_python_or_abort(request.info, context), request)
        with self._lock:
            self._programs.add(plugin)
        context.add_callback(plugin.kill)
        try:
            yield from run_plugin.outputs(plugin)
        finally:
            plugin.kill()
            with self._lock:
                self._programs.discard(plugin)

    def Cancel(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802 - gRPC's form
        """End the programs that run: the engine was told to stop."""
        with self._lock:
            self._cancelled = True
            self._kill()
        return empty_pb2.Empty()

    def leave(self) -> None:
        """End this process and its programs at once. Takes no lock: signal handlers call it."""
        self._kill()
        sys.stdout.flush()
        os._exit(0)

    def _start(self, python: str, folder: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [python, "-u", str(RUNNER), self._engine_address],
            stdin=subprocess.PIPE,
            cwd=folder or None,
        )

    def _kill(self) -> None:
        for program in list(self._programs):
            program.kill()


def _feed(program: subprocess.Popen[bytes], request: bytes) -> int:
    """Send the request, and give the exit code.

    The pipe stays open until then: its end tells the program that this host is gone, however.
    """
    assert program.stdin is not None
    try:
        program.stdin.write(len(request).to_bytes(8, "big") + request)
        program.stdin.flush()
    except BrokenPipeError:
        pass  # it ended before it read; its exit code and its stderr say why
    code = program.wait()
    with contextlib.suppress(BrokenPipeError):
        program.stdin.close()
    return code


def _ending(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    return f"signal {signal.Signals(-code).name}"


def _ask(python: str, *arguments: str) -> str:
    done = subprocess.run([python, *arguments], capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else ""


def _python_or_abort(info: Any, context: Any) -> str:
    try:
        return python_for(info)
    except MissingEnvironmentError as missing:
        context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(missing))
        raise  # abort raises; this is for the reader and the type checker


def wait_for_the_end_of(address: str) -> None:
    """Hold a connection to the engine, and return when nothing listens there any more.

    A killed engine stops nothing, and this host would stay for ever. HTTP/2's preface is sent so
    that the engine's gRPC server keeps the connection; where it ends one all the same (an
    unanswered ping after hours), a new one tells whether the engine is alive.
    """
    host, _, port = address.rpartition(":")
    while True:
        try:
            with socket.create_connection((host, int(port)), _CONNECT_SECONDS) as connection:
                connection.settimeout(None)
                connection.sendall(_HTTP2_PREFACE)
                while connection.recv(4096):
                    pass
        except (ConnectionResetError, TimeoutError):
            pass  # it may be busy, or stopped in a debugger: only a refusal says that it is gone
        except OSError:
            return
        time.sleep(_BETWEEN_CONNECTIONS_SECONDS)


def leave_with_the_engine(address: str, host: LanguageHost) -> None:
    """End this process when the engine has died."""
    wait_for_the_end_of(address)
    host.leave()


def main() -> None:
    """Serve until a signal, or the engine's death. The engine's address is the last argument."""
    if len(sys.argv) < 2:  # noqa: PLR2004 - the name and the address
        sys.exit("The Pulumi engine starts this program, with its address as the last argument.")
    address = sys.argv[-1]
    host = LanguageHost(address)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: host.leave())
    threads = futures.ThreadPoolExecutor(max_workers=_THREADS)
    server = grpc.server(threads)  # type: ignore[no-untyped-call]
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(host, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    watcher = threading.Thread(target=leave_with_the_engine, args=(address, host), daemon=True)
    watcher.start()
    server.wait_for_termination()


if __name__ == "__main__":
    main()

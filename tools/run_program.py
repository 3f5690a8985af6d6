"""Runs one Pulumi program in Python, in its own process, as `python __main__.py` would.

`language_host.py` starts it in the program's virtual environment, so it imports nothing but the
standard library and that environment's Pulumi SDK. Its argument is the engine's address; a
`RunRequest` comes on stdin, after its length in 8 bytes. The exit code is the program's own, or 32
when what went wrong has been shown already.
"""

from __future__ import annotations

import asyncio
import logging
import os
import runpy
import signal
import sys
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any

SHOWN_TO_THE_USER = 32
_NO_SDK = (
    "The Pulumi SDK is not installed in the virtual environment {prefix}: {error}. "
    "Run `make setup`, or `{python} -m pip install pulumi`."
)


def program_path(request: Any) -> Path:
    """Find the file to run: Pulumi.yaml's `main`, or `__main__.py` of the program's folder.

    Raises FileNotFoundError with a sentence.
    """
    info = request.info
    folder = Path(info.program_directory or request.pwd or ".")
    path = folder / (info.entry_point or request.program or ".")
    if path.is_dir():
        path = path / "__main__.py"
    if not path.is_file():
        raise FileNotFoundError(
            f"There is no Python program at {path}. Write it there, or name it as `main` in the "
            f"Pulumi.yaml of {info.root_directory or folder}."
        )
    return path.resolve()


def users_part(trace: TracebackType | None, program: Path) -> TracebackType | None:
    """Cut a traceback's beginning: the frames of this file, runpy and the SDK's loop.

    What is left starts in the program; a traceback that never was there stays whole.
    """
    at = trace
    while at is not None:
        if at.tb_frame.f_code.co_filename == str(program):
            return at
        at = at.tb_next
    return trace


def run(request: Any, program: Path, engine_address: str) -> int:
    """Run the program against the engine that the request names; give the exit code."""
    import grpc  # noqa: PLC0415 - with pulumi, after its absence has got its own message
    import pulumi  # noqa: PLC0415
    from pulumi.runtime import (  # noqa: PLC0415
        Settings,
        configure,
        run_in_stack,
        set_all_config,
    )

    set_all_config(dict(request.config), list(request.configSecretKeys))
    configure(
        Settings(
            monitor=request.monitor_address,
            engine=engine_address,
            project=request.project,
            stack=request.stack,
            parallel=request.parallel,
            dry_run=request.dryRun,
            organization=request.organization or "organization",
            root_directory=request.info.root_directory or None,
        )
    )
    # The SDK leaves futures unobserved when a run fails, and asyncio would report each.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    executor = ThreadPoolExecutor(max_workers=max(request.parallel, 1) * 4)
    loop.set_default_executor(executor)

    def start() -> None:
        # A file's name, not its folder: runpy would put a folder's `__main__` in a zip-like frame.
        runpy.run_path(str(program), run_name="__main__")

    try:
        loop.run_until_complete(run_in_stack(start))
    except pulumi.RunError as error:
        pulumi.log.error(str(error))
        return SHOWN_TO_THE_USER
    except grpc.RpcError as error:
        if error.code() == grpc.StatusCode.UNAVAILABLE:  # type: ignore[attr-defined]
            # The engine has stopped listening, and says why itself. Never 0: a program that has
            # not declared all it has would see the rest deleted.
            return SHOWN_TO_THE_USER
        return _show(pulumi, error, program)
    except Exception as error:  # noqa: BLE001 - the program may raise anything
        return _show(pulumi, error, program)
    finally:
        executor.shutdown(wait=True)
        loop.close()
    return 0


def _show(pulumi: Any, error: Exception, program: Path) -> int:
    trace = users_part(error.__traceback__, program)
    if isinstance(error, SyntaxError) and error.filename == str(program):
        trace = None  # none of its lines has run: the error itself says where
    kept = traceback.format_exception(type(error), error, trace)
    text = "".join(["Program failed with an unhandled exception:\n", *kept])
    pulumi.log.error(text)
    return SHOWN_TO_THE_USER


def _leave(number: int, _: object) -> None:
    # The engine interrupts the whole process group when it ends a run. A KeyboardInterrupt from
    # somewhere within the SDK would then be the last thing the user reads.
    os._exit(128 + number)


def _leave_with_the_host() -> None:
    os.read(0, 1)  # nothing more is ever sent: this returns when the host's end is closed
    os._exit(1)


def _read_exactly(size: int) -> bytes:
    read = b""
    while len(read) < size:
        part = os.read(0, size - len(read))
        if not part:
            os._exit(1)  # the host is gone
        read += part
    return read


def main() -> int:
    """Read the request, become the program, and give the exit code."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave)
    wire = _read_exactly(int.from_bytes(_read_exactly(8), "big"))
    threading.Thread(target=_leave_with_the_host, daemon=True).start()
    try:
        from pulumi.runtime.proto import language_pb2  # noqa: PLC0415 - its absence has words
    except ImportError as error:
        text = _NO_SDK.format(prefix=sys.prefix, error=error, python=sys.executable)
        print(text, file=sys.stderr)
        return SHOWN_TO_THE_USER
    request = language_pb2.RunRequest.FromString(wire)
    try:
        program = program_path(request)
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return SHOWN_TO_THE_USER
    engine_address = sys.argv[1]
    # As `python PROGRAM ARGUMENTS` has it: this file's own folder is no part of the program's path.
    sys.path[0] = str(program.parent)
    sys.argv = [str(program), *request.args]
    os.chdir(request.pwd or program.parent)
    return run(request, program, engine_address)


if __name__ == "__main__":
    sys.exit(main())

"""The native plugin, `pulumi-resource-google-tuning`: Pulumi's engine starts it and calls it.

It gets the engine's address as its last argument. Without one it waits to be attached to, for a
debugger: `PULUMI_DEBUG_PROVIDERS=google-tuning:PORT`, where PORT is what it prints.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

from pulumi_google_tuning.doors.native.protocol import leave_out_sdk
from pulumi_google_tuning.fields.versions import installed_version, semantic

_CHECK_ROWS = "--check-rows"
"""The archive's program is no interpreter, so this makes it a second process for large files."""


def main() -> None:
    """Serve until the engine ends."""
    if sys.argv[1:] == [_CHECK_ROWS]:
        from pulumi_google_tuning.data.datasets import worker  # noqa: PLC0415 - for this alone

        worker.main()
    leave_out_sdk()
    # Only now: all of it imports Pulumi's messages, or what does.
    from pulumi_google_tuning.doors.native.server import serve  # noqa: PLC0415
    from pulumi_google_tuning.doors.native.servicer import Servicer  # noqa: PLC0415
    from pulumi_google_tuning.doors.shared.engine import address  # noqa: PLC0415
    from pulumi_google_tuning.resources.one_kind import kind_of  # noqa: PLC0415

    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"{_version()}\n")
        return
    serve(Servicer(_version, kind_of, _functions, address()), address())


def _functions() -> Mapping[str, Callable[..., Any]]:
    """Return the functions by name; only a call of one imports them, with all resources."""
    from pulumi_google_tuning.resources.registry import FUNCTIONS  # noqa: PLC0415

    return {name: function.call for name, function in FUNCTIONS.items()}


def _version() -> str:
    return semantic(installed_version() or "0.0.0")  # 0.0.0: a checkout that isn't installed


if __name__ == "__main__":
    main()

"""Pulumi's protocol without its SDK: the messages alone, at a tenth of the time.

The messages are part of the SDK's package, and importing anything of a package first runs the code
of its parents: of `pulumi`, which imports the whole SDK (0.4 s, at each start of the plugin). So
the parents are entered as packages that have a place and no code. A process that has done so can't
use the SDK any more: only the plugin's does.

Relies on: the messages are in `pulumi/runtime/proto`, and import nothing but each other. When that
goes: the SDK is imported whole, and the plugin starts later.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Final

_PARENTS: Final = ("pulumi", "pulumi.runtime", "pulumi.runtime.proto")
_MESSAGES: Final = ("provider_pb2", "provider_pb2_grpc", "plugin_pb2", "engine_pb2_grpc")


def leave_out_sdk() -> bool:
    """Let `pulumi.runtime.proto` be imported without what is around it; return whether it can be.

    Once the SDK is there it stays.
    """
    if any(name in sys.modules for name in _PARENTS):
        return False
    found = importlib.util.find_spec(_PARENTS[0])
    places = list(found.submodule_search_locations or ()) if found else []
    for name in _PARENTS:
        parent, _, own = name.rpartition(".")
        places = [str(Path(place) / own) for place in places] if parent else places
        sys.modules[name] = _package(name, places)
        if parent:
            setattr(sys.modules[parent], own, sys.modules[name])
    if all(importlib.util.find_spec(f"{_PARENTS[-1]}.{name}") for name in _MESSAGES):
        return True
    for name in _PARENTS:
        del sys.modules[name]
    return False


def _package(name: str, places: list[str]) -> ModuleType:
    package = ModuleType(name)
    package.__spec__ = importlib.machinery.ModuleSpec(name, None, is_package=True)
    package.__spec__.submodule_search_locations = places
    package.__path__ = places
    return package

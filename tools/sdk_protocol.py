"""The SDK's protocol modules, without the rest of the SDK.

The language host starts twice with each command of a CLI that was built here, and speaks the
protocol only: Pulumi's own packages around these modules would take it longer to import than all
else. Where the SDK is imported already, its modules are these; after it the SDK can be imported,
but has no attribute `pulumi.runtime.proto` then.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder
from types import ModuleType

__all__ = ["language_pb2", "language_pb2_grpc", "plugin_pb2"]

_PACKAGES = ("pulumi", "pulumi.runtime")


@contextlib.contextmanager
def _bare_packages() -> Iterator[None]:
    """While the block runs, the packages are folders of modules: their own code isn't run."""
    if _PACKAGES[0] in sys.modules:
        yield
        return
    folders = None
    try:
        for name in _PACKAGES:
            spec = PathFinder.find_spec(name, folders)
            if spec is None or spec.submodule_search_locations is None:
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)
            folders = list(spec.submodule_search_locations)
            sys.modules[name] = ModuleType(name)
            sys.modules[name].__path__ = folders
        yield
    finally:
        for name in _PACKAGES:
            sys.modules.pop(name, None)


with _bare_packages():
    from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2

"""What the archive holds beside the modules that PyInstaller finds, and what it leaves out."""

from __future__ import annotations

import ast
import importlib.metadata
import importlib.util
import pkgutil
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PROVIDER: Final = ROOT / "provider" / "pulumi_google_tuning"
DISTRIBUTION: Final = "pulumi-google-tuning"

# The other door, what runs in a program of Python's, and the command line: the plugin has no part
# in them, and would carry Pulumi's SDK, typer and rich for them.
NOT_THE_PLUGINS: Final = ("cli", "doors.dynamic", "program", "stack_data")
# Of Pulumi's SDK the plugin speaks the protocol only.
_PROTOCOL: Final = "pulumi.runtime.proto"
# What a library would use if it were there, and runs without.
_OPTIONAL: Final = (
    "IPython",
    "OpenSSL",
    "_pytest",
    "aiohttp",
    "chardet",
    "click",
    "curses",
    "dill",
    "google.api_core.grpc_helpers",
    "jinja2",
    "lib2to3",
    "multiprocessing",
    "numpy",
    "opentelemetry",
    "pandas",
    "pip",
    "pkg_resources",
    "pydoc",
    "pygments",
    "pytest",
    "readline",
    "requests_toolbelt",
    "rich",
    "setuptools",
    "sqlite3",
    "tkinter",
    "typer",
    "webcolors",
    "yaml",
)
# Written in C, C++, Cython or Rust, and loading modules of Python by themselves.
_COMPILED: Final = ("cryptography.hazmat.bindings._rust", "google_crc32c", "grpc", "rpds")
_LICENCE: Final = re.compile(r"(?:licen[cs]e|copying|notice|authors)", re.IGNORECASE)


def modules() -> list[str]:
    """List the modules that the plugin may load and PyInstaller doesn't find.

    It follows `import` in Python's code by itself. It doesn't see
    `import_module("google.cloud.storage")`, nor what a compiled module imports.
    """
    own = list(_own())
    specs = (importlib.util.find_spec(name) for name in own)
    files = [Path(spec.origin) for spec in specs if spec and spec.origin]
    named = {name for file in files for name in _named_in(file)}
    return [*own, *sorted(named | _loaded_by(*_COMPILED))]


def _loaded_by(*names: str) -> set[str]:
    """Return what is loaded once these are: a process of its own imports them, and tells."""
    # What isn't really a module (`typing.io`) has no specification.
    told = "print(*(name for name, one in sys.modules.items() if getattr(one, '__spec__', None)))"
    script = f"import sys, {', '.join(names)}; {told}"
    command = [sys.executable, "-I", "-c", script]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return {name for name in loaded if not name.startswith(("_", "sitecustomize"))}


def _own() -> Iterator[str]:
    """Yield the provider's modules, without those that the plugin has no part in."""
    package = "pulumi_google_tuning"
    others = tuple(f"{package}.{name}" for name in NOT_THE_PLUGINS)
    for one in pkgutil.walk_packages([str(PROVIDER)], f"{package}."):
        if not _within(one.name, others):
            yield one.name


def _named_in(file: Path) -> Iterator[str]:
    """Yield the modules that a file imports by a text."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(ast.Name("import_module"), [ast.Constant(str(name))]):
                yield name


def left_out() -> list[str]:
    """List what PyInstaller doesn't look into, though something names it."""
    ours = [f"pulumi_google_tuning.{name}" for name in NOT_THE_PLUGINS]
    return [*ours, *_OPTIONAL, *_around(_PROTOCOL)]


def _around(package: str) -> Iterator[str]:
    """Yield all that is in the packages above a package, but that package."""
    path = package.split(".")
    for depth in range(1, len(path)):
        above, kept = ".".join(path[:depth]), ".".join(path[: depth + 1])
        spec = importlib.util.find_spec(above)
        assert spec is not None, above
        folders = spec.submodule_search_locations
        yield from (
            one.name for one in pkgutil.iter_modules(folders, f"{above}.") if one.name != kept
        )


def _within(name: str, packages: Iterable[str]) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in packages)


def licences(sources: Iterable[str]) -> list[tuple[str, str]]:
    """List the licences of the distributions that these files are of: (file, folder for it).

    Their code is passed on with their licences.
    """
    wanted = {Path(one) for one in sources}
    names = {
        distribution.name
        for distribution in importlib.metadata.distributions()
        if any(Path(str(file.locate())) in wanted for file in distribution.files or ())
    }
    return sorted(found for name in names for found in _licences_of(name))


def pythons_licence() -> list[tuple[str, str]]:
    """Return Python's own licence, where the installation has it beside the standard library."""
    file = Path(sysconfig.get_path("stdlib"), "LICENSE.txt")
    return [(str(file), "licenses/python")] if file.is_file() else []


def _licences_of(name: str) -> Iterator[tuple[str, str]]:
    distribution = importlib.metadata.distribution(name)
    for file in distribution.files or ():
        if ".dist-info" in file.parts[0] and _LICENCE.match(file.name):
            yield str(file.locate()), f"licenses/{name}"

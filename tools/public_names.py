"""Writes the package's `__init__`: the public names, from the registry of the resources.

It is written, and not put together when it is imported, so that editors and type checkers know each
name. `make generate` runs it; a test fails where the file differs from what this would write.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pulumi_google_tuning.resources import prompts
from pulumi_google_tuning.resources.registry import RESOURCES

PATH: Final = Path(__file__).resolve().parents[1] / "provider/pulumi_google_tuning/__init__.py"
_PACKAGE: Final = "pulumi_google_tuning"
_LINE_CHARS: Final = 96  # and the indentation
_HEAD: Final = '''"""Google model tuning as Pulumi resources."""

# Written by `make generate` from resources/registry.py: a name is made public there. Each is
# imported where it is first used, since most need the Pulumi SDK, and the native plugin doesn't.

from importlib import import_module
from typing import TYPE_CHECKING, Any

'''
_TAIL: Final = '''
if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """Import the module of a public name."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(import_module(_HOMES[name]), name)
        globals()[name] = found
        return found

    def __dir__() -> list[str]:
        """Return what there is, imported or not."""
        return sorted({*globals(), *__all__})
'''


def names() -> dict[str, list[str]]:
    """Return the public names of each module."""
    found = {
        f"{_PACKAGE}.fields.catalogue": ["catalogue"],
        f"{_PACKAGE}.program.functions": ["FunctionError"],
        prompts.__name__: prompts.__all__,
        f"{_PACKAGE}.stack_data.declare": ["StackDataError", "declare"],
    }
    for entry in RESOURCES:
        found[entry.resource.__module__] = [entry.title]
        for module in entry.public:
            # A typed dict is its keys: one of two of a name does for both resources.
            known = {name for one in found.values() for name in one}
            found[module.__name__] = [name for name in module.__all__ if name not in known]
    return found


def text() -> str:
    """Return the file's text."""
    known = sorted(names().items())
    imports = "".join(_import(module, found) for module, found in known if found)
    homes = {name: module for module, found in known for name in found}
    listed = "\n".join(f'    "{name}",' for name in sorted(homes))
    placed = "\n".join(f'    "{name}": "{homes[name]}",' for name in sorted(homes))
    checked = "".join(f"    {line}\n" for line in imports.splitlines())
    return (
        f"{_HEAD}if TYPE_CHECKING:\n{checked}\n__all__ = [\n{listed}\n]\n\n"
        f"_HOMES = {{\n{placed}\n}}\n{_TAIL}"
    )


def _import(module: str, found: list[str]) -> str:
    """Write an import as ruff sorts and wraps it: classes first, whatever their case."""
    ordered = sorted(found, key=lambda name: (not name[0].isupper(), name.lower()))
    line = f"from {module} import {', '.join(ordered)}\n"
    if len(line) <= _LINE_CHARS:
        return line
    listed = "".join(f"    {name},\n" for name in ordered)
    return f"from {module} import (\n{listed})\n"


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
    print(f"wrote {PATH.name}")

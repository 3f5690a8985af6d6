"""Writes the package's `__init__`: the public names, from the registry of the resources.

It is written, and not put together when it is imported, so that editors and type checkers know each
name. `make generate` runs it; a test fails where the file differs from what this would write.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pulumi_google_tuning.resources import inference
from pulumi_google_tuning.resources.registry import RESOURCES

PATH: Final = Path(__file__).resolve().parents[1] / "provider/pulumi_google_tuning/__init__.py"
_PACKAGE: Final = "pulumi_google_tuning"
_LINE_CHARS: Final = 100
_HEAD: Final = '''"""Google model tuning as Pulumi resources."""

# Written by `make generate` from resources/registry.py: a name is made public there.
'''


def names() -> dict[str, list[str]]:
    """Return the public names of each module."""
    found = {
        f"{_PACKAGE}.fields.catalogue": ["catalogue"],
        f"{_PACKAGE}.program.functions": ["FunctionError"],
        inference.__name__: inference.__all__,
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
    imports = [_import(module, found) for module, found in sorted(names().items())]
    public = sorted(name for found in names().values() for name in found)
    listed = "\n".join(f'    "{name}",' for name in public)
    return f"{_HEAD}\n{''.join(imports)}\n__all__ = [\n{listed}\n]\n"


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

"""The tree of errors that errors.py draws is the one that the code has."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType

import pulumi_google_tuning
from pulumi_google_tuning import errors

_DRAWN = re.compile(r"^(?P<indent> *)(?P<name>[A-Za-z_.]+)(?: {2,}\S|$)")
_INDENT = 2


def modules() -> Iterator[ModuleType]:
    """Yield every module of the package; `__main__` would run the command line."""
    yield pulumi_google_tuning
    for found in pkgutil.walk_packages(pulumi_google_tuning.__path__, "pulumi_google_tuning."):
        if not found.name.endswith(".__main__"):
            yield importlib.import_module(found.name)


def defined() -> set[tuple[str, str]]:
    """Return the exception classes that the package defines for more than one file, with bases."""
    return {
        (name, cls.__bases__[0].__name__)
        for module in modules()
        for name, cls in inspect.getmembers(module, inspect.isclass)
        if issubclass(cls, BaseException)
        and cls.__module__ == module.__name__
        and not name.startswith("_")
    }


def drawn() -> list[tuple[str, str]]:
    """Return the classes that the drawing has, each with the one that it stands below."""
    found: list[tuple[str, str]] = []
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        match = _DRAWN.match(line)
        if match is None:
            continue
        depth = len(match["indent"]) // _INDENT
        name = match["name"].rpartition(".")[2]
        above = [*above[:depth], name]
        if depth:
            found.append((name, above[depth - 1]))
    return found


def test_the_tree_of_errors_is_complete_and_right() -> None:
    """Every exception class is drawn once, below its base; nothing is drawn that isn't there."""
    tree = drawn()
    assert len(tree) == len(set(tree))
    assert {*tree, ("GoogleTuningError", "Exception")} == defined()

"""One kind of resource by its title: the plugin's program has few, and each takes time to import.

Relies on: a resource is in the folder of its title, in snake_case, and its entry is called so in
capitals. A test holds every row of registry.py to that.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from pulumi_google_tuning.fields.spelling import snake

if TYPE_CHECKING:
    from pulumi_google_tuning.lifecycle.kind import Kind
    from pulumi_google_tuning.resources.entry import Entry


def kind_of(title: str) -> Kind | None:
    """Return the kind of a title; None where there is no such resource."""
    folder = snake(title)
    home = f"{__package__}.{folder}.entry"
    if not title.isidentifier():
        return None
    try:
        module = import_module(home)
    except ModuleNotFoundError as error:
        if error.name is None or not home.startswith(error.name):
            raise
        return None
    entry: Entry = getattr(module, folder.upper())
    return entry.kind if entry.title == title else None

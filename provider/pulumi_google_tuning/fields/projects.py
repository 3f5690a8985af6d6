"""The project in Google's resource names: its id or its number, which no text shows to be one.

`projects/my-project/locations/l/models/1` comes back as `projects/123456/locations/l/models/1`.
Two ids, or two numbers, are certainly two projects; an id and a number may be one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from pulumi_google_tuning.fields.compare import same
from pulumi_google_tuning.fields.form import equal, form_of
from pulumi_google_tuning.fields.resource_schema import Field
from pulumi_google_tuning.fields.values import contains_unknown

_NAME: Final = re.compile(r"projects/([^/\s]+)/(locations/[^/\s]+/\S+)")
_ANY: Final = r"projects/-/\2"


def are_certainly_two(project: str, other: str) -> bool:
    """Return whether two projects are written in one way, and otherwise."""
    return project != other and project.isdigit() is other.isdigit()


def without_projects(form: Any) -> Any:
    """Return the form of a value without the projects in the names inside it."""
    if isinstance(form, Mapping):
        return {key: without_projects(item) for key, item in form.items()}
    if isinstance(form, list):
        return [without_projects(item) for item in form]
    if isinstance(form, str) and _NAME.fullmatch(form):
        return _NAME.sub(_ANY, form)
    return form


def asks_for_the_same(field: Field, old: Any, new: Any) -> bool:
    """Return whether an input asks for what it asked for.

    A project's number for its id in a name is no other training without proof.
    """
    if same(field, old, new):
        return True
    if not field.trained or field.provider_only or contains_unknown((old, new)):
        return False
    return may_name_the_same(form_of(field.schema, old), form_of(field.schema, new))


def may_name_the_same(one: Any, other: Any) -> bool:
    """Return whether two forms differ in nothing but projects that may be one."""
    same_names = equal(without_projects(one), without_projects(other))
    return same_names and not name_two_projects(one, other)


def name_two_projects(one: Any, other: Any) -> bool:
    """Return whether two forms name the same thing of two projects somewhere.

    Only what both have is compared, and a version at a name's end isn't: Google fills in both.
    """
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return any(name_two_projects(one[key], other[key]) for key in one.keys() & other.keys())
    if isinstance(one, list) and isinstance(other, list):
        return any(map(name_two_projects, one, other))
    if not isinstance(one, str) or not isinstance(other, str):
        return False
    mine, theirs = _NAME.fullmatch(one), _NAME.fullmatch(other)
    if mine is None or theirs is None:
        return False
    same_name = mine[2].partition("@")[0] == theirs[2].partition("@")[0]
    return same_name and are_certainly_two(mine[1], theirs[1])

"""Arguments of a resource: a misspelt one is told the nearest, before anything is made."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_google_tuning.resources.registry import RESOURCES

EACH = pytest.mark.parametrize("entry", RESOURCES, ids=lambda one: one.schema.title)


@EACH
def test_a_misspelt_argument_is_told_the_nearest(entry: Any) -> None:
    """The resource's own name is said, and none of a class that was generated."""
    resource = entry.resource
    argument = next(iter(entry.schema.inputs)).python_name
    with pytest.raises(TypeError) as refused:
        resource("one", **{f"{argument}x": 1})
    title = entry.schema.title
    assert str(refused.value).startswith(
        f'{title}: there is no argument "{argument}x"; did you mean'
    )

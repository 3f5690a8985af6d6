"""The parameter `fields`: asked for, and done without where Google refuses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from pulumi_google_tuning.google import field_masks
from pulumi_google_tuning.google.errors import ApiError
from pulumi_google_tuning.google.field_masks import FieldMasks


class Server:
    """Refuses masks, or everything."""

    def __init__(self, *, always: bool = False, code: int = 400) -> None:
        self.always = always
        self.code = code
        self.asked: list[dict[str, Any]] = []

    def send(self, query: Mapping[str, str]) -> dict[str, Any]:
        """Answer a query."""
        self.asked.append(dict(query))
        if self.always or "fields" in query:
            raise ApiError(self.code, "INVALID_ARGUMENT", "no")
        return {"a": 1}


def test_a_refused_mask_is_left_out_from_then_on() -> None:
    """A 400 for a mask costs one request more, once; another mask is tried again."""
    server, masks = Server(), FieldMasks()
    for _ in range(2):
        assert masks.ask("name", {"pageSize": "5"}, server.send) == {"a": 1}
    plain = {"pageSize": "5"}
    assert server.asked == [{**plain, "fields": "name"}, plain, plain]
    masks.ask("state", {}, server.send)
    assert server.asked[3] == {"fields": "state"}


@pytest.mark.parametrize("code", [400, 403, 503])
def test_another_error_is_not_the_masks(code: int) -> None:
    """What is refused without a mask too is raised, and the mask is asked for again."""
    server, masks = Server(always=True, code=code), FieldMasks()
    with pytest.raises(ApiError):
        masks.ask("name", {}, server.send)
    assert len(server.asked) == (2 if code == 400 else 1)
    server.always = False
    server.code = 400
    masks.ask("name", {}, server.send)
    assert {"fields": "name"} in server.asked[-2:]


def test_the_words_of_a_mask() -> None:
    """A page keeps its token, and no fields mean all of them."""
    assert field_masks.of_page("models", ("name", "state")) == "nextPageToken,models(name,state)"
    assert field_masks.of_object(("name",)) == "name"
    assert field_masks.of_page("models", ()) is field_masks.of_object(()) is None

"""The parameter `fields`: asked for, and done without where Google refuses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from pulumi_google_tuning.google import field_masks
from pulumi_google_tuning.google.errors import ApiError
from pulumi_google_tuning.google.field_masks import FieldMasks


class Server:
    """Refuses masks (where `masked`), or everything."""

    def __init__(self, *, always: bool = False, code: int = 400) -> None:
        self.always = always
        self.masked = True
        self.code = code
        self.asked: list[dict[str, Any]] = []

    def send(self, query: Mapping[str, str]) -> dict[str, Any]:
        """Answer a query."""
        self.asked.append(dict(query))
        if self.always or (self.masked and "fields" in query):
            raise ApiError(self.code, "INVALID_ARGUMENT", "no")
        return {"a": 1}


@pytest.mark.parametrize("code", [400, 403, 404, 501])
def test_a_refused_mask_is_left_out_from_then_on(code: int) -> None:
    """A refusal of a mask, by any code, costs a request more, once; another one is tried again."""
    server, masks = Server(code=code), FieldMasks()
    for _ in range(2):
        assert masks.ask("name", {"pageSize": "5"}, server.send) == {"a": 1}
    plain = {"pageSize": "5"}
    assert server.asked == [{**plain, "fields": "name"}, plain, plain]
    masks.ask("state", {}, server.send)
    assert server.asked[3] == {"fields": "state"}


@pytest.mark.parametrize("code", [400, 401, 403, 404, 429, 503])
def test_another_error_is_not_the_masks(code: int) -> None:
    """What is refused without a mask too is raised, and the mask is asked for again."""
    server, masks = Server(always=True, code=code), FieldMasks()
    with pytest.raises(ApiError):
        masks.ask("name", {}, server.send)
    assert len(server.asked) == (2 if code in (400, 403, 404) else 1)
    server.always = False
    server.code = 400
    masks.ask("name", {}, server.send)
    assert {"fields": "name"} in server.asked[-2:]


def test_a_mask_that_is_never_answered_is_left_out() -> None:
    """A mask that ends in a 500 time after time is no outage: it must not hide a training's end."""
    server, masks = Server(code=500), FieldMasks()
    for _ in range(2):
        with pytest.raises(ApiError):
            masks.ask("name", {}, server.send)
        assert masks.ask("name", {}, server.send) == {"a": 1}
    server.asked.clear()
    masks.ask("name", {}, server.send)
    assert server.asked == [{}]


def test_an_outage_leaves_the_masks() -> None:
    """After an outage one answer is asked for in full, and then parts as before, each time."""
    server, masks = Server(code=503), FieldMasks()
    for _ in range(5):
        server.always = server.masked = True
        for _ in range(2):
            with pytest.raises(ApiError):
                masks.ask("name", {}, server.send)
        server.always = server.masked = False
        for _ in range(2):
            masks.ask("name", {}, server.send)
    assert server.asked[-2:] == [{}, {"fields": "name"}]


def test_the_words_of_a_mask() -> None:
    """A page keeps its token, and no fields mean all of them."""
    assert field_masks.of_page("models", ("name", "state")) == "nextPageToken,models(name,state)"
    assert field_masks.of_object(("name",)) == "name"
    assert field_masks.of_page("models", ()) is field_masks.of_object(()) is None

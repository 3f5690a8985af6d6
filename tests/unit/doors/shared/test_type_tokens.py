"""Types and urns: each in all its spellings, and in the one form of them all."""

from __future__ import annotations

import pytest

from pulumi_google_tuning.doors.shared import tokens

NOW = "pulumi-python:dynamic/tunedModel:TunedModel"
FIRST = "pulumi-python:dynamic/google-tuning:TunedModel"
NATIVE = "google-tuning:index:TunedModel"
GRANT = "pulumi-python:dynamic/tunedModelPermission:TunedModelPermission"
FIRST_GRANT = "pulumi-python:dynamic/google-tuning:TunedModelPermission"
URN = "urn:pulumi:s::p::{}::a::b:c$d"


def test_a_resource_is_known_by_each_of_its_types() -> None:
    """Today's, the first one and the native one; nothing else is one of ours."""
    assert tokens.token_of("TunedModel") == NOW
    assert tokens.native_token_of("TunedModel") == NATIVE
    assert {tokens.name_in(one) for one in (NOW, FIRST, NATIVE)} == {"TunedModel"}
    assert (tokens.other_type(NOW), tokens.other_type(FIRST)) == (FIRST, NOW)
    for other in ("pulumi-python:dynamic/other:TunedModel", "acme:ml:Tuned", "", NOW[:-1]):
        assert tokens.name_in(other) is None
        assert tokens.other_type(other) == other


def test_what_the_terminal_shows_is_understood() -> None:
    """The CLI leaves out the module where it is the name: people paste that."""
    assert tokens.shown_name_in("pulumi-python:dynamic:TunedModel") == "TunedModel"
    assert tokens.shown_name_in(NOW) == tokens.shown_name_in(FIRST) == "TunedModel"
    assert tokens.name_in("pulumi-python:dynamic:TunedModel") is None


@pytest.mark.parametrize(
    ("now", "first"),
    [
        (NOW, FIRST),
        (f"acme:ml:Tuned${NOW}", f"acme:ml:Tuned${FIRST}"),
        (f"{NOW}${GRANT}", f"{FIRST}${FIRST_GRANT}"),
    ],
    ids=["alone", "in a component", "under another of ours"],
)
def test_two_urns_of_one_resource_have_one_form(now: str, first: str) -> None:
    """Parents' types are part of it; a name may hold whatever a type holds."""
    assert tokens.one_form(URN.format(now)) == tokens.one_form(URN.format(first))
    assert tokens.one_form(URN.format(now)) == URN.format(first)
    assert tokens.other_spelling(URN.format(first)) == URN.format(now)
    assert tokens.other_spelling(URN.format(now)) == URN.format(first)


@pytest.mark.parametrize("urn", ["", "urn", URN.format("acme:ml:Tuned"), "urn:pulumi:s::p"])
def test_another_urn_stays(urn: str) -> None:
    """What holds none of our types has one spelling."""
    assert tokens.one_form(urn) == tokens.other_spelling(urn) == urn


def test_a_urn_of_the_native_door_has_the_same_form() -> None:
    """A stack that moves from one door to the other finds what it has started."""
    native = URN.format(f"acme:ml:Tuned${NATIVE}")
    assert tokens.one_form(native) == URN.format(f"acme:ml:Tuned${FIRST}")

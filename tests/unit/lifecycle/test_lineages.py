"""Several lineages of one state, and a lineage whose state can't be read: still one training."""

from __future__ import annotations

from typing import Any

import pytest
from support.birds import URN, WREN, Cage

from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError, Row, StackState
from pulumi_google_tuning.lifecycle.newcomer import Newcomer

EARLIER = ("older", "dynamic")


@pytest.fixture
def cage() -> Cage:
    """Return a cage that other providers have served before."""
    cage = Cage()
    cage.stack = StackState("lineage", earlier=EARLIER, blind=False)
    return cage


@pytest.mark.parametrize("lineage", EARLIER)
def test_what_a_killed_run_made_under_another_provider_is_taken_up(
    cage: Cage, lineage: str
) -> None:
    """The plugin was upgraded, or the door or the provider changed, between a kill and this run."""
    cage.hold(cage.key(lineage=lineage))
    assert cage.run().obj["name"] == cage.key(lineage=lineage)
    assert cage.said == [f"resuming {cage.key(lineage=lineage)}, which an earlier run started"]
    assert cage.kind.posts == 0


def test_every_attempt_under_another_provider_is_looked_at(cage: Cage) -> None:
    """A forced replacement was killed before the upgrade: the next number of that lineage."""
    cage.stack = StackState("lineage", (Row(URN, cage.key(lineage="older")),), earlier=EARLIER)
    cage.hold(cage.key(lineage="older"))
    cage.hold(cage.key(1, lineage="older"))
    assert cage.run().obj["name"] == cage.key(1, lineage="older")
    assert cage.kind.posts == 0


def test_nothing_is_made_under_another_providers_lineage(cage: Cage) -> None:
    """What is replaced was made before the upgrade: the new one is the own lineage's first."""
    cage.stack = StackState("lineage", (Row(URN, cage.key(lineage="older")),), earlier=EARLIER)
    cage.hold(cage.key(lineage="older"))
    assert cage.run().obj["name"] == cage.key()
    assert cage.kind.posts == 1


def test_the_first_look_reads_each_lineage_once(cage: Cage) -> None:
    """One id a lineage, none of a run without a lineage where the native door alone has served."""
    cage.run()
    assert sorted(cage.kind.looks) == sorted(
        [cage.key(lineage="older"), cage.key(lineage="dynamic"), cage.key()]
    )


def test_what_the_own_state_has_is_not_the_end_of_a_wait_for_what_is_late(cage: Cage) -> None:
    """A killed forced replacement is looked for late, though the one that it replaces is there."""
    cage.kind.list_lag_seconds = 1e-6  # type: ignore[misc]
    old = cage.key(lineage="older")
    cage.stack = StackState("lineage", (Row(URN, old),), frozenset({URN}), earlier=EARLIER)
    cage.hold(old)
    shown = cage.key(1, lineage="older")
    find = cage.kind.find_all

    def late(*args: Any) -> dict[str, Any]:
        if {shown, cage.key()} <= set(args[1]):
            cage.hold(shown)
        return find(*args)

    cage.kind.find_all = late  # type: ignore[method-assign]
    assert cage.run().obj["name"] == shown
    assert cage.kind.posts == 0


# -- a lineage whose state can't be read -----------------------------------------------------------


@pytest.fixture
def dark(cage: Cage) -> Cage:
    """Return a cage of which only the lineage is known."""
    cage.stack = StackState("lineage", read=False)
    return cage


def test_what_is_not_found_is_trained_under_the_right_identity(dark: Cage) -> None:
    """Another stack's of the same name stops nothing, and the next run finds what was made."""
    dark.hold(dark.key(lineage="another stack"))
    assert dark.run().obj["name"] == dark.key()
    assert [text for text in dark.warned if "can't be read" in text]
    dark.stack = StackState("lineage")
    assert dark.run().adopted


def test_what_is_found_in_the_dark_stops_the_create(dark: Cage) -> None:
    """It may be in the state, and about to be replaced: a person says what it is."""
    dark.hold(dark.key())
    with pytest.raises(LifecycleError, match=r"state can't be read\. To take it over, set adopt"):
        dark.run()
    assert dark.run(adopt=True).adopted
    assert not dark.run(revision="2").adopted


@pytest.mark.parametrize("more", [{"song": "shriek"}, {"flown": True}])
def test_what_stands_for_another_stops_nothing_in_the_dark(
    dark: Cage, more: dict[str, Any]
) -> None:
    """Trained on something else, or of no use: the next number, whoever has it."""
    dark.hold(dark.key(), **more)
    assert dark.run().obj["name"] == dark.key(1)


@pytest.mark.parametrize("adopt", [None, True])
def test_a_chosen_id_is_not_adopted_in_the_dark(dark: Cage, adopt: bool | None) -> None:
    """The row that is to be deleted after the create may have it: a paid training would go."""
    dark.hold("own")
    with pytest.raises(LifecycleError, match=r"own already exists, and this stack's state can't"):
        dark.run(birdId="own", adopt=adopt)
    dark.kind.held.clear()
    assert not dark.run(birdId="own", adopt=adopt).adopted


# -- a rename --------------------------------------------------------------------------------------

TYPE = "urn:pulumi:s::p::pulumi:providers:google-tuning::"


@pytest.mark.parametrize(
    ("theirs", "mine", "certain"),
    [
        ("default_0_1_0", "default_0_1_0", True),
        ("default_0_1_0", "default_0_2_0", True),
        ("europe", "default_0_1_0", False),
        ("default", "europe", False),
    ],
)
def test_a_row_of_another_provider_may_be_no_rename(
    cage: Cage, theirs: str, mine: str, *, certain: bool
) -> None:
    """It may be declared too, in another region; an earlier version's default one can't be."""
    ids = {theirs: "older", mine: "lineage"}
    providers = [Row(TYPE + name, id_, stored_urn=TYPE + name) for name, id_ in ids.items()]
    owner = f"{TYPE}{theirs}::{ids[theirs]}"
    row = Row(WREN, "wren-1", inputs={"song": "trill"}, provider=owner)
    state = StackState("lineage", (*providers, row), earlier=("older",))
    warned: list[str] = []
    call = Call(urn=URN, state=lambda: state, warn=warned.append)
    newcomer = Newcomer(cage.kind, call, {"song": "trill"}, Config())
    assert newcomer.problems() == []
    verb = "is" if certain else "may be"
    assert f"the same training {verb} in this stack as wren" in warned[0]
    denying = Newcomer(cage.kind, call, {"song": "trill"}, Config(retrain="deny"))
    assert bool(denying.problems()) is certain

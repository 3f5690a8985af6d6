"""Find or create: one object for what is asked for, ours or nobody's, and never a second one."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from support.birds import INPUTS, URN, WREN, BirdKind, Cage

from pulumi_google_tuning.google.errors import ApiError, TransportError
from pulumi_google_tuning.lifecycle.adoption import Found
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError, Row, StackState
from pulumi_google_tuning.lifecycle.identity import Identity, readable_id, trained_on
from pulumi_google_tuning.lifecycle.lifecycle import Lifecycle

SECRET = "4dabf18193072939515e22adb298388d"


@pytest.fixture
def cage() -> Cage:
    """Return an empty cage."""
    return Cage()


def test_where_nothing_is_it_is_made(cage: Cage) -> None:
    """The first attempt's id is made once, and isn't told as adopted."""
    assert cage.run() == Found({"name": cage.key(), "song": "trill"}, adopted=False)
    assert cage.kind.posts == 1


def test_what_a_cut_off_run_made_is_taken_up(cage: Cage) -> None:
    """Our identity, and not in the state: an earlier run of this stack made it."""
    cage.hold(cage.key())
    assert cage.run().adopted
    assert cage.kind.posts == 0
    assert cage.said == [f"resuming {cage.key()}, which an earlier run started"]


@pytest.mark.parametrize("more", [{"song": "shriek"}, {"flown": True}, {}])
def test_what_stands_for_another_is_left_for_the_next_attempt(
    cage: Cage, more: dict[str, Any]
) -> None:
    """Trained on something else, of no use any more, or in the state: the next number is made."""
    cage.hold(cage.key(), **more)
    cage.stack = StackState("lineage", () if more else (Row(URN, cage.key()),))
    assert cage.run() == Found({"name": cage.key(1), "song": "trill"}, adopted=False)


def test_without_a_state_what_may_be_ours_stops_the_create(cage: Cage) -> None:
    """Another lineage's bird of the same name and song is taken only where the program says so."""
    cage.stack = None
    cage.hold(cage.key(lineage="unknown"))
    with pytest.raises(
        LifecycleError, match=r"state can't be read\. To take it over, set adopt to true"
    ):
        cage.run()
    assert cage.run(adopt=True).adopted
    assert cage.kind.posts == 0


@pytest.mark.parametrize("more", [{"song": "shriek"}, {"flown": True}])
def test_without_a_state_what_is_another_stops_nothing(cage: Cage, more: dict[str, Any]) -> None:
    """What was trained on something else, or is of no use, isn't what an earlier run made."""
    cage.stack = None
    cage.hold(cage.key(lineage="unknown"), **more)
    assert not cage.run().adopted


def test_what_was_made_without_a_lineage_stops_the_create(cage: Cage) -> None:
    """A killed run that couldn't read the state left a bird that isn't known to be ours."""
    cage.stack = StackState("lineage")
    cage.hold(cage.key(lineage=""))
    with pytest.raises(LifecycleError, match="the run that made it couldn't read"):
        cage.run()
    assert cage.run(adopt=True).adopted


def test_an_id_of_the_users_own_is_adopted_on_demand_alone(cage: Cage) -> None:
    """Its bird must be asked for, and must have been trained on the same."""
    cage.hold("own")
    with pytest.raises(
        LifecycleError, match=r"this stack did not create it\. To take it over, set adopt to true"
    ):
        cage.run(birdId="own")
    assert cage.run(birdId="own", adopt=True).adopted
    with pytest.raises(LifecycleError, match="song is trill there and chirp here"):
        cage.run(birdId="own", adopt=True, song="chirp")
    assert cage.kind.posts == 0


def test_a_lost_answer_is_looked_for_before_a_second_post(cage: Cage) -> None:
    """What Google may have accepted is found, and not made twice."""
    cage.kind.answers = [TransportError("broken", maybe_applied=True)]
    assert cage.run() == Found({"name": cage.key(), "song": "trill"}, adopted=False)
    assert cage.kind.posts == 1


def test_a_refusal_is_raised(cage: Cage) -> None:
    """What Google refused isn't sent again."""
    cage.kind.answers = [ApiError(400, "INVALID_ARGUMENT", "no such song")]
    with pytest.raises(ApiError, match="no such song"):
        cage.run()
    assert (cage.kind.posts, cage.kind.held) == (1, {})


def test_the_stop_lasts_until_a_person_has_decided(cage: Cage) -> None:
    """The run after the stop has a whole state, and nothing pending: it stops as well."""
    cage.hold(cage.key(lineage=""))
    for _ in range(2):
        with pytest.raises(
            LifecycleError, match=r"To take it over, set adopt to true\. To train another"
        ):
            cage.run()
    assert not cage.run(revision="2").adopted


def test_without_a_state_what_is_being_replaced_is_known(cage: Cage) -> None:
    """A replacement trains, and is never told to adopt what the engine deletes after it."""
    cage.stack = None
    cage.hold(cage.key(lineage="unknown"))
    cage.memory.note_replacement(URN, {cage.key(lineage="unknown")})
    assert not cage.run().adopted
    cage.kind.held.clear()
    cage.hold(cage.key(lineage="yet another"))
    with pytest.raises(LifecycleError) as refused:
        cage.run()
    assert "adopt" not in str(refused.value)
    assert not cage.run(revision="2").adopted


@pytest.mark.parametrize("adopt", [None, True])
def test_what_another_row_holds_is_never_adopted(cage: Cage, adopt: bool | None) -> None:
    """The engine may delete that row after the create, and with it the object."""
    cage.hold("own")
    cage.stack = StackState("lineage", (Row(WREN, "own"),))
    with pytest.raises(LifecycleError, match=r"belongs to wren.*Alias\(name=\"wren\"\)"):
        cage.run(birdId="own", adopt=adopt)
    cage.memory.held.note_checked(WREN)
    with pytest.raises(LifecycleError, match="Two resources can't share one bird"):
        cage.run(birdId="own", adopt=adopt)


def test_two_new_rows_never_adopt_one_object(cage: Cage) -> None:
    """A copied paragraph that is new altogether: the state tells nothing yet, the run does."""
    cage.hold("own")
    cage.memory.held.claim("own", "wren")
    with pytest.raises(LifecycleError, match="was taken over for wren in this run"):
        cage.run(birdId="own", adopt=True)


def test_what_this_row_holds_is_no_replacement_of_itself(cage: Cage) -> None:
    """Without deleteBeforeReplace the engine creates first, and then deletes what was adopted."""
    cage.hold("own")
    cage.stack = StackState("lineage", (Row(URN, "own"),))
    with pytest.raises(LifecycleError, match="Remove `delete_before_replace=False` from"):
        cage.run(birdId="own", adopt=True)
    cage.any_language = True
    with pytest.raises(LifecycleError, match="Add `deleteBeforeReplace: true` to its options"):
        cage.run(birdId="own", adopt=True)
    cage.stack = StackState("lineage", (Row(URN, "own", leaving=True),))
    assert cage.run(birdId="own", adopt=True).adopted


@pytest.mark.parametrize("inputs", [{"song": "trill"}, {"song": {SECRET: "x", "ciphertext": "y"}}])
def test_the_same_training_under_another_name_is_denied(cage: Cage, inputs: dict[str, Any]) -> None:
    """A rename without an alias trains nothing where retraining is denied, secrets or not."""
    trained = trained_on(cage.kind.schema, INPUTS)
    wren = readable_id("wren", Identity("lineage", WREN, trained, 1))
    cage.hold(wren)
    cage.stack = StackState("lineage", (Row(WREN, wren, inputs=inputs),))
    cage.retrain = "deny"
    with pytest.raises(LifecycleError, match=rf"in this stack as wren \({wren}\).*state rename"):
        cage.run()
    assert cage.kind.posts == 0
    cage.memory.held.note_checked(WREN)
    assert not cage.run().adopted
    cage.kind.held.clear()
    cage.retrain = "allow"
    assert not cage.run().adopted


def test_what_an_earlier_version_made_is_found(cage: Cage) -> None:
    """An identity of the inputs as they are written is looked up, where it is another one."""
    written = {"song": "5.0"}
    keys = [
        readable_id("robin", Identity("lineage", URN, written, attempt)) for attempt in range(2)
    ]
    cage.hold(keys[0], song="5.0")
    assert cage.run(**written).obj["name"] == keys[0]
    cage.stack = StackState("lineage", (Row(URN, keys[0]),))
    cage.hold(keys[1], song="5.0")
    assert cage.run(**written).obj["name"] == keys[1]
    cage.stack = StackState("lineage", tuple(Row(URN, key) for key in keys))
    assert cage.run(**written).obj["name"] not in keys
    assert cage.kind.posts == 1


@pytest.mark.parametrize(("project", "is_taken"), [("p", True), ("22", True), ("q", False)])
def test_a_namesake_of_another_project_is_another_training(
    cage: Cage, monkeypatch: pytest.MonkeyPatch, project: str, *, is_taken: bool
) -> None:
    """Identities have no projects in names; what is found shows which it was."""
    monkeypatch.setattr(BirdKind, "identity_is_unique", True)
    cage.run(song="projects/p/locations/l/models/m")
    assert cage.run(song=f"projects/{project}/locations/l/models/m").adopted is is_taken


def test_what_a_wait_needs_is_loaded_before_the_post(
    cage: Cage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Packages may be replaced during a run: then nothing is paid for that no state will have."""
    lifecycle = "pulumi_google_tuning.lifecycle"
    monkeypatch.delitem(sys.modules, f"{lifecycle}.changing", raising=False)
    monkeypatch.setitem(sys.modules, f"{lifecycle}.converging", None)
    life: Any = Lifecycle(cage.kind, None, None)  # type: ignore[arg-type] # nothing is sent
    with pytest.raises(ImportError):
        life.create(Call(urn=URN, state=lambda: cage.stack), INPUTS)
    assert cage.kind.posts == 0

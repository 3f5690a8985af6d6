"""The whole loss curve of a tuned model, of which the state has 25 points."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from support import report_state as given_state
from support.cli_world import EMULATOR, Google, refused, run

from pulumi_google_tuning.lifecycle.outputs import evenly

CURVE = given_state.snapshots(150)
_stored = given_state.loss_curve
GET = "GET /v1beta/tunedModels/answers-3f9c1ab2"
KEPT = "The loss curve has the 25 points of the state: "


def _save(**outputs: Any) -> None:
    model = given_state.model("answers", **{"lossCurve": _stored(evenly(CURVE, 25)), **outputs})
    Path("state.json").write_text(json.dumps(given_state.state(model)), encoding="utf-8")


def _page(*words: str) -> str:
    done = run("report", "--state", "state.json", *EMULATOR, *words)
    assert done.exit_code == 0, done.stderr
    return Path("report.html").read_text(encoding="utf-8")


def _points(page: str) -> int:
    """Return how many points the longest line of the page has."""
    return max(len(re.findall(r"[\d.]+[ ,][\d.]+", path)) for path in _PATHS.findall(page))


_PATHS = re.compile(r'(?:points|\bd)="([^"]+)"')


def _model(**shown: Any) -> dict[str, Any]:
    known = {"createTime": "2026-11-21T07:00:00.000001Z", "tuningTask": {"snapshots": CURVE}}
    return {**known, **shown}


def test_the_whole_curve_is_asked_for(google: Google) -> None:
    """One read gives all points of a curve that the state has thinned."""
    _save()
    google.routes[GET] = _model()
    page = _page()
    assert google.sent == [GET]
    assert _points(page) == 150
    assert KEPT not in page


def test_the_curve_ends_where_the_states_does(google: Google) -> None:
    """Of a training under way the page has nothing that is newer than the rest of it."""
    google.routes[GET] = _model()
    _save(lossCurve=_stored(evenly(CURVE[:100], 25)))
    page = _page()
    google.routes[GET] = _model(tuningTask={"snapshots": CURVE[:100]})
    assert _page() == page


@pytest.mark.parametrize("count", [24, 100])
def test_a_curve_without_gaps_is_not_asked_for(google: Google, count: int) -> None:
    """A state that has a point of each step has the whole curve."""
    _save(lossCurve=_stored(given_state.snapshots(count)))
    assert KEPT not in _page()
    assert google.sent == []


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (refused(403, "PERMISSION_DENIED", "no access"), "Google answered 403"),
        (refused(404, "NOT_FOUND", "gone"), "Google no longer has the model"),
        (_model(createTime="2026-11-22T07:00:00Z"), "somebody created another model"),
        (_model(tuningTask={"snapshots": "odd"}), "Google shows no snapshots"),
    ],
)
def test_without_it_the_states_points_are_drawn(google: Google, said: Any, why: str) -> None:
    """A curve that can't be read is a line, and the points of the state are there."""
    _save()
    google.routes[GET] = said
    page = _page()
    assert f"{KEPT}{why}" in page
    assert _points(page) == 25


def test_offline_has_the_states_points(google: Google) -> None:
    """With --offline nothing is sent, and the page says which points it shows."""
    _save()
    assert f"{KEPT}--offline." in _page("--offline")
    assert google.sent == []


def test_no_name_of_a_state_leads_elsewhere(google: Google) -> None:
    """A name that is no model's is a line too: it could lead to another path."""
    _save(name="tunedModels/../x")
    assert KEPT in _page()
    assert google.sent == []

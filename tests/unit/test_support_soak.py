"""A soak draws the same chains from a seed, and counts the ends that came before the run's own."""

from __future__ import annotations

import json
from pathlib import Path

from support.soak_chain import ENDS, HELD, LINKS, Chain, Cut, Link, drawn
from support.soak_result import Result
from support.soak_world import LATE, TROUBLES

_SORTS = ("model", "data set and job")
_DRAWN = [drawn(7, number, _SORTS) for number in range(300)]


def _link(end: str, *, real: bool = False) -> Link:
    return Link(end, requests=3, seconds=0.1, held="", real=real, patient=False)


def _chain(number: int, trouble: str, *links: Link) -> Chain:
    return Chain(number, "model", trouble, links, let_go=len(links))


def test_a_seed_draws_the_same_chains() -> None:
    """So a chain that failed can be run again; another seed draws others."""
    assert [drawn(7, number, _SORTS) for number in range(300)] == _DRAWN
    assert [drawn(8, number, _SORTS) for number in range(300)] != _DRAWN


def test_everything_is_drawn() -> None:
    """Each end meets each sort and each trouble, but for what can't be, and real ones are there."""
    met = {(one.sort, one.trouble, link.end) for one in _DRAWN for link in one.links}
    wanted = {
        (sort, trouble, end)
        for sort in _SORTS
        for trouble in TROUBLES
        for end in ENDS
        if trouble != LATE or (sort != "model" and end != "kill plugin")
    }
    assert met == wanted
    assert {len(one.links) for one in _DRAWN} == set(range(LINKS[0], LINKS[1] + 1))
    links = [link for one in _DRAWN for link in one.links]
    assert {link.real for link in links} == {link.patient for link in links} == {True, False}
    assert any(link.requests == 0 for link in links)
    assert {link.held for link in links} == {"", *HELD}
    assert {one.let_go - len(one.links) for one in _DRAWN} == {-1, 0, 1}


def test_what_was_cut_off_is_counted_and_what_was_over_is_not(tmp_path: Path) -> None:
    """The file has the seed, the ends by kind, where they came, the troubles and what failed."""
    result = Result(7, asked=4)
    killed, real = _link("kill both"), _link("Ctrl-C", real=True)
    first = _chain(1, "404s", killed, real, killed, _link("SIGTERM"))
    cuts = [Cut(killed, "while it trains"), Cut(real, "no request yet")]
    result.count(first, [*cuts, Cut(killed, "while it trains")], 1, settled=True)
    result.count(_chain(2, "nothing else", killed), [Cut(killed, "x")], 0, settled=False)
    result.failures.append("seed 7, chain 2: two models")
    assert result.total() == 4
    file = tmp_path / "result.json"
    file.write_text("of a soak before")
    result.write(file)
    assert json.loads(file.read_text()) == {
        "seed": 7,
        "asked": 4,
        "door": "dynamic",
        "cutOff": 4,
        "overBefore": 1,
        "chainsSettled": 1,
        "longestChain": 3,
        "withoutForks": 1,
        "ends": {"Ctrl-C": 1, "kill both": 3},
        "met": {"no request yet": 1, "while it trains": 2, "x": 1},
        "troubles": {"404s": 3, "nothing else": 1},
        "sorts": {"model": 4},
        "seconds": 0,
        "failures": ["seed 7, chain 2: two models"],
    }
    assert [one.name for one in tmp_path.iterdir()] == ["result.json"]

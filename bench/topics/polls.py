"""The bytes that waiting costs, in a project with many finished models and their loss curves.

The floor is one whole answer for each model that is waited for: its result, read once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any, Final

from bench import programs
from bench.counting_proxy import CountingProxy
from bench.row import Row, over
from bench.sizes import Sizes
from bench.world import UP_ALONE, World, measured, world

# With five epochs in batches of four: 500 steps, each a point of its curve.
_ROWS: Final = 400


def measure(sizes: Sizes) -> Iterator[Row]:
    """Wait through either door."""
    for way in (programs.DYNAMIC, programs.NATIVE):
        yield _row(way, sizes)


def _row(way: str, sizes: Sizes) -> Row:
    with world(0.01) as made:
        for number in range(sizes.finished):
            made.emulator.api(
                "POST", "/v1beta/tunedModels", _model(), {"tunedModelId": f"o{number}"}
            )
        made.emulator.finish()
        made.emulator.settings(trainingSeconds=sizes.wait_seconds)
        made.emulator.forget_requests()
        with closing(CountingProxy(made.emulator.url)) as proxy:
            project = made.project()
            project.config("emulator", proxy.url)
            programs.models(project, way, sizes.waits)
            used = measured(project, *UP_ALONE)
            answered = proxy.answered
        gets = made.emulator.requests("GET")
        lists = [one for one in gets if one["path"].endswith("/tunedModels")]
        floor = _whole(made, project.resources())
        return {
            "name": way,
            "waits": sizes.waits,
            "finished": sizes.finished,
            "waitSeconds": sizes.wait_seconds,
            **used.row(),
            "megabytesAnswered": round(answered / 1e6, 3),
            "lists": len(lists),
            "reads": len(gets) - len(lists),
            "floor": {"what": "each model read once", "megabytesAnswered": round(floor / 1e6, 3)},
            "ratio": over(answered, floor),
        }


def _model() -> dict[str, Any]:
    examples = [{"textInput": str(n), "output": str(n + 1)} for n in range(_ROWS)]
    task = {
        "hyperparameters": {"epochCount": 5, "batchSize": 4},
        "trainingData": {"examples": {"examples": examples}},
    }
    return {"baseModel": programs.BASE_MODEL, "tuningTask": task}


def _whole(made: World, resources: list[dict[str, Any]]) -> int:
    """Return the bytes of all these models as the server shows each."""
    with closing(CountingProxy(made.emulator.url)) as proxy:
        direct, made.emulator.url = made.emulator.url, proxy.url
        try:
            for one in resources:
                made.emulator.api("GET", f"/v1beta/{one['id']}")
        finally:
            made.emulator.url = direct
        return proxy.answered

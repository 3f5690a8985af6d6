"""One object of each kind on an emulator, made by a plugin: for what holds for every resource."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from support import job_world
from support.jumping_clock import JumpingClock
from support.plugin import Plugin
from support.world import World

MODEL = {
    "baseModel": "gemini-1.5-flash-001-tuning",
    "trainingData": [[str(number), str(number + 1)] for number in range(15)],
}
ROWS = "".join(f"{json.dumps(job_world.row(f'{number}?', 'yes'))}\n" for number in range(30))


@dataclass
class Made:
    """An object as the state knows it."""

    world: World
    title: str
    config: dict[str, str]
    id: str
    inputs: dict[str, Any]
    outputs: dict[str, Any]

    def plugin(self, clock: JumpingClock | None = None, **config: str) -> Plugin:
        """Start another plugin, with changes of the configuration."""
        return self.world.plugin(self.title, clock=clock, **{**self.config, **config})

    def read(self, plugin: Plugin) -> tuple[str, dict[str, Any], dict[str, Any]]:
        """Refresh it."""
        return plugin.read("numbers", self.id, self.outputs, self.inputs)

    def diff(self, plugin: Plugin, **changes: Any) -> Any:
        """Compare it with the program, which declares the same but for the changes."""
        news = {**self.inputs, **changes}
        return plugin.diff("numbers", self.id, self.outputs, self.inputs, news)

    def update(self, plugin: Plugin) -> dict[str, Any]:
        """Update it to the same."""
        return plugin.update("numbers", self.id, self.outputs, self.inputs, self.inputs)

    def delete(self, plugin: Plugin) -> None:
        """Delete it."""
        plugin.delete("numbers", self.id, self.outputs)


def _of(world: World, title: str, news: Mapping[str, Any], **config: str) -> Made:
    world.emulator.settings(trainingSeconds=0)
    plugin = world.plugin(title, **config)
    inputs, failures = plugin.check("numbers", dict(news))
    assert failures == []
    object_id, outputs = plugin.create("numbers", inputs)
    return Made(world, title, config, object_id, inputs, outputs)


def model(world: World, news: Mapping[str, Any] = MODEL, **config: str) -> Made:
    """Make a tuned model."""
    return _of(world, "TunedModel", news, **config)


def permission(world: World, **config: str) -> Made:
    """Make a permission on a model."""
    news = {"tunedModel": model(world, **config).id, "granteeType": "EVERYONE", "role": "READER"}
    return _of(world, "TunedModelPermission", news, **config)


def dataset(world: World, **config: str) -> Made:
    """Make a dataset."""
    (world.folder / "rows.jsonl").write_text(ROWS)
    return _of(world, "TuningDataset", {"source": "rows.jsonl", "bucket": "b-1"}, **config)


def job(world: World, **config: str) -> Made:
    """Make a job."""
    news = {key: value for key, value in job_world.NEWS.items() if key != "labels"}
    job_world.JobWorld(world)
    return _of(world, "TuningJob", news, **{"project": job_world.PROJECT, **config})


KINDS: tuple[Callable[..., Made], ...] = (model, permission, dataset, job)

"""A thousand resources in an organisation of Pulumi Cloud, of which this is a stand-in.

The floor is as many components, which no plugin is asked about: do-nothing dynamic resources of a
program's own class come to no end there (docs/known-limits.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from support.cloud import Cloud
from support.other_backend import move

from bench import programs
from bench.row import Row, over
from bench.sizes import Sizes
from bench.watched import Watched
from bench.world import PREVIEW, measured, world


def measure(sizes: Sizes) -> Iterator[Row]:
    """Preview them; an error is a row with its exit code."""
    with world() as made, closing(Cloud()) as cloud:
        projects = [made.project("components"), made.project("models")]
        for project in projects:
            move(project, cloud.url, PULUMI_ACCESS_TOKEN="any")
        programs.components(projects[0], sizes.resources)
        programs.models(projects[1], programs.DYNAMIC, sizes.resources)
        floor = measured(projects[0], *PREVIEW)
        used = Watched(lambda: projects[1].start(*PREVIEW)).end()
        beside = {"wallSeconds": round(floor.wall, 2), "cpuSeconds": round(floor.cpu, 2)}
        yield {
            "name": "preview of new models",
            "resources": sizes.resources,
            "exitCode": used.code,
            **used.row(),
            "floor": {"what": "components", **beside},
            "ratio": over(used.wall, floor.wall),
        }

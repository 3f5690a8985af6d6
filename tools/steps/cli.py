"""Which `pulumi` is used: PATH's, the cached one, Pulumi's installer's, or one built here."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.steps import building, cache, installer, running
from tools.steps.faults import SetupError, say
from tools.steps.versions import BUILDING_GO, OLDEST_CLI, PINNED_CLI, Version, parse, spell


@dataclass(frozen=True)
class Sources:
    """The four ways to a CLI, each of them replaceable in a test."""

    find: Callable[[str, str], str | None]
    """A program's path, by its name and a search path; as `shutil.which`."""
    version_of: Callable[[Path], Version | None]
    """What `pulumi version` says; None when it doesn't run."""
    install: Callable[[Path], None]
    """Fill a folder with Pulumi's installer, or raise InstallerError."""
    why_no_build: Callable[[str | None], str | None]
    """Why this go can't build, or None."""
    build: Callable[[str, Path], None]
    """Fill a folder with a build, by the path of go, or raise SetupError."""


def sources(module: Path, environment: Mapping[str, str]) -> Sources:
    """Return the real ways; `module` is tools/pulumi-cli."""
    return Sources(
        find=lambda name, path: shutil.which(name, path=path),
        version_of=lambda cli: parse(running.output([str(cli), "version"]) or ""),
        install=installer.install,
        why_no_build=building.examine,
        build=lambda go, folder: building.build(go, module, folder, environment),
    )


def choose(ways: Sources, cached: Path, environment: Mapping[str, str], ours: Path) -> Path:
    """Return the path of a CLI that serves, and get one if there is none.

    `cached` is its folder in the cache; `ours` is `.venv/bin`, whose `pulumi` is what an earlier
    run chose. Raises SetupError, which names all that was tried.
    """
    path = environment.get("PATH", os.defpath)
    elsewhere = os.pathsep.join(one for one in path.split(os.pathsep) if Path(one) != ours)
    on_path = _on_path(ways, elsewhere)
    if on_path is not None:
        return on_path
    with cache.lock(cached.with_name(f"{cached.name}.lock"), "getting the pulumi CLI"):
        cli = cached / "bin" / "pulumi"
        if ways.version_of(cli) == PINNED_CLI:
            say(f"the pulumi CLI {spell(PINNED_CLI)} is in the cache: {cli}")
            return cli
        _get(ways, cached, elsewhere)
    version = ways.version_of(cli)
    if version != PINNED_CLI:
        raise SetupError(
            f"The pulumi CLI at {cli} should be {spell(PINNED_CLI)} and says "
            f"{spell(version) if version else 'nothing'}: delete {cached} and run `make setup` "
            f"again, or install the CLI as https://www.pulumi.com/docs/install/ tells."
        )
    return cli


def _on_path(ways: Sources, path: str) -> Path | None:
    found = ways.find("pulumi", path)
    if found is None:
        return None
    version = ways.version_of(Path(found))
    if version is not None and version >= OLDEST_CLI:
        say(f"the pulumi CLI {spell(version)} on PATH serves: {found}")
        return Path(found)
    say(
        f"{found} is {spell(version) if version else 'not running'}, and {spell(OLDEST_CLI)} or "
        f"later is needed; it is left alone"
    )
    return None


def _get(ways: Sources, cached: Path, path: str) -> None:
    try:
        cache.publish(cached, ways.install)
    except installer.InstallerError as error:
        failed = error
    else:
        return
    go = ways.find("go", path)
    obstacle = ways.why_no_build(go)
    if go is None or obstacle is not None:
        raise SetupError(
            f"The pulumi CLI {spell(OLDEST_CLI)} or later is missing: none on PATH, {failed}, and "
            f"{obstacle}. Install the CLI as https://www.pulumi.com/docs/install/ tells, or go "
            f"{spell(BUILDING_GO)} from https://go.dev/dl, and run `make setup` again."
        )
    say(f"{failed}; building it instead")
    cache.publish(cached, lambda folder: ways.build(go, folder))

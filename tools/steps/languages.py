"""What tests of other languages than Python need: hosts for YAML, Go and Node, and `gen-sdk`.

Pulumi's archive has the hosts, a CLI that was built from modules has none. Those of Go and Node
can't be built in the CLI's own version, as their modules aren't published; up to 3.60 they were
part of the SDK's module, and these run today's programs. `gen-sdk` is ours: `pulumi package
gen-sdk` asks a host for the SDK, which those of 3.60 can't make yet.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.steps import building, cache, helpers, running
from tools.steps.faults import SetupError, say
from tools.steps.platforms import platform_name
from tools.steps.versions import BUILDING_GO, spell

GENERATOR = "gen-sdk"
_SDK = "github.com/pulumi/pulumi/sdk/v3"
_KEPT_LOG = "build.log"


@dataclass(frozen=True)
class Module:
    """A folder of tools/languages, whose go.mod and go.sum pin what is built in it."""

    name: str
    programs: Mapping[str, str]
    """The Go package of each program, by the program's name."""
    linked: str
    """The version that the linker writes, as `VARIABLE=VALUE`."""


CURRENT = Module(
    "current",
    {
        "pulumi-language-yaml": "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
        GENERATOR: f"./{GENERATOR}",
    },
    "github.com/pulumi/pulumi-yaml/pkg/version.Version=1.38.3",
)
OLDER = Module(
    "older",
    {
        "pulumi-language-go": f"{_SDK}/go/pulumi-language-go",
        "pulumi-language-nodejs": f"{_SDK}/nodejs/cmd/pulumi-language-nodejs",
    },
    f"{building.SDK_VERSION}=3.60.0",
)
MODULES = (CURRENT, OLDER)


def ensure(cli: Path, ours: Path, sources: Path, environment: Mapping[str, str]) -> None:
    """Have the programs in `.venv/bin` (`ours`), apart from hosts that the CLI brings itself.

    A machine without Go misses them and is told so: all but their tests runs without. Raises
    SetupError when a build fails.
    """
    path = environment.get("PATH", os.defpath)
    go = shutil.which("go", path=path)
    obstacle: str | None = None
    for module in MODULES:
        wanted = _missing(module, cli, path, ours)
        if not wanted:
            continue
        folder = _folder(sources / module.name, environment)
        with cache.lock(folder.with_name(f"{folder.name}.lock"), "building hosts of languages"):
            if not all((folder / "bin" / name).is_file() for name in module.programs):
                obstacle = building.examine(go)
                if go is None or obstacle:
                    break
                _build(go, module, sources / module.name, folder, environment)
        for name in wanted:
            helpers.place(ours / name, folder / "bin" / name)
    _tell(obstacle, shutil.which("npm", path=path))


def _missing(module: Module, cli: Path, path: str, ours: Path) -> list[str]:
    """Return the programs that the CLI doesn't bring; ours of an earlier choice are taken away."""
    wanted = []
    for name in module.programs:
        if helpers.has_its_helpers(cli, path, apart_from=ours, names=[name]):
            (ours / name).unlink(missing_ok=True)
        else:
            wanted.append(name)
    return wanted


def _folder(source: Path, environment: Mapping[str, str]) -> Path:
    """Return a module's folder in the cache, of its own for each state of its sources."""
    digest = hashlib.sha256(spell(BUILDING_GO).encode())
    for file in sorted(source.rglob("*")):
        if file.is_file():
            digest.update(b"\0" + file.read_bytes())
    name = f"{source.name}-{digest.hexdigest()[:12]}-{platform_name()}"
    return cache.root(environment) / "languages" / name


def _build(
    go: str, module: Module, source: Path, folder: Path, environment: Mapping[str, str]
) -> None:
    names = " and ".join(module.programs)
    say(f"building {names} from pinned Go modules, once per user: up to 2 minutes on 2 cores")

    def build(staging: Path) -> None:
        log = staging / _KEPT_LOG
        target = staging / "bin"
        target.mkdir()
        code = running.at_length(
            building.go_build(go, target, module.linked, list(module.programs.values())),
            log,
            f"building {names}",
            folder=source,
            environment={**environment, **building.VARIABLES},
        )
        if code != 0:
            raise SetupError(
                f"{names} could not be built with {go}: {running.last_lines(log)}. Look at the "
                f"network, the disk and `go env GOPROXY`, and run `make setup-dev` again."
            )
        log.unlink()

    cache.publish(folder, build)


def _tell(obstacle: str | None, npm: str | None) -> None:
    if obstacle:
        say(
            f"the programs of other languages can't be built, as {obstacle}: their tests are "
            f"skipped, and `make sdk` fails. Install go {spell(BUILDING_GO)} from "
            f"https://go.dev/dl and run `make setup-dev` again"
        )
    if npm is None:
        say(
            "there is no npm on PATH: the tests of TypeScript are skipped. Install Node 22 or "
            "later from https://nodejs.org"
        )

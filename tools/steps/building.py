"""The CLI built from pinned Go modules, where only package registries answer."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.steps import running
from tools.steps.faults import SetupError, say
from tools.steps.versions import BUILDING_GO, OLDEST_FETCHING_GO, PINNED_CLI, Version, parse, spell

PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
SDK_VERSION = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"
# Builds with the same of these share what is compiled in Go's cache.
VARIABLES = {"CGO_ENABLED": "0", "GOFLAGS": "", "GOWORK": "off"}
_KEPT_LOG = "build.log"


def command(go: str, target: Path) -> list[str]:
    """Return the build's command; tools/pulumi-cli with its go.sum pins every module.

    The version has to be linked in: the CLI compares it with what a project asks for.
    """
    return go_build(go, target, f"{SDK_VERSION}=v{spell(PINNED_CLI)}", [PACKAGE])


def go_build(go: str, target: Path, linked: str, packages: Sequence[str]) -> list[str]:
    """Return the command that builds pinned packages; `linked` is `VARIABLE=VALUE` for the linker.

    `osusergo` and `CGO_ENABLED=0` make it run on any Linux, `grpcnotrace` makes it smaller.
    """
    return [
        go,
        "build",
        "-mod=readonly",
        "-trimpath",
        "-tags",
        "osusergo,grpcnotrace",
        "-ldflags",
        f"-s -w -X {linked}",
        "-o",
        str(target),
        *packages,
    ]


def why_not(go: str | None, version: Version | None, toolchain: str) -> str | None:
    """Return why a go can't build the CLI, or None when it can.

    `toolchain` is `go env GOTOOLCHAIN`: `local` forbids fetching the version that go.mod asks for.
    """
    if go is None:
        return "there is no go on PATH to build it with"
    if version is None:
        return f"{go} doesn't report its version"
    if version >= BUILDING_GO:
        return None
    if version < OLDEST_FETCHING_GO:
        return f"the go on PATH is {spell(version)}, older than {spell(BUILDING_GO)}"
    if toolchain.strip() == "local":
        return (
            f"the go on PATH is {spell(version)}, older than {spell(BUILDING_GO)}, and "
            f"GOTOOLCHAIN=local forbids it to fetch a newer one"
        )
    return None


def examine(go: str | None) -> str | None:
    """Ask a go for its version; return why it can't build the CLI, or None."""
    if go is None:
        return why_not(None, None, "")
    version = parse(running.output([go, "version"]) or "")
    return why_not(go, version, running.output([go, "env", "GOTOOLCHAIN"]) or "")


def build(go: str, source: Path, folder: Path, environment: Mapping[str, str]) -> None:
    """Build into `folder/bin`, from the module in `source`. Raises SetupError."""
    say(
        f"building the pulumi CLI {spell(PINNED_CLI)} from pinned Go modules, once per user. This "
        f"takes about 5 minutes on 2 cores (here: {os.cpu_count() or 1}) and 3 GB of disk for Go's "
        f"caches, which `go clean -cache -modcache` frees"
    )
    target = folder / "bin" / "pulumi"
    target.parent.mkdir()
    log = folder / _KEPT_LOG
    code = running.at_length(
        command(go, target),
        log,
        "building the pulumi CLI",
        folder=source,
        environment={**environment, **VARIABLES},
    )
    if code != 0:
        raise SetupError(
            f"The pulumi CLI could not be built with {go}: {running.last_lines(log)}. Look at the "
            f"network, the disk and `go env GOPROXY`, or install the CLI as "
            f"https://www.pulumi.com/docs/install/ tells, and run `make setup` again."
        )
    log.unlink()

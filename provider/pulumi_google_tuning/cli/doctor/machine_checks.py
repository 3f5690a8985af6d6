"""What this machine has: Python, packages, the pulumi command, its settings."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, requires, version
from urllib.parse import parse_qs, urlsplit

from packaging.requirements import Requirement
from packaging.version import InvalidVersion, Version

from pulumi_google_tuning.cli.doctor.finding import Finding, Level
from pulumi_google_tuning.cli.shared import pulumi
from pulumi_google_tuning.errors import GoogleTuningError

_DISTRIBUTION = "pulumi-google-tuning"
_ENOUGH_PARALLEL = 300
_SHOWN = ("pulumi", "google-auth")


def machine(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Look at the machine; nothing is sent anywhere."""
    yield Finding(Level.OK, "python", sys.version.split()[0])
    wanted = _wanted()
    yield from (_package(name, wanted) for name in (_DISTRIBUTION, *_SHOWN))
    yield _cli(wanted)
    yield _parallel(environ)
    yield from _folder(environ)


def _wanted() -> dict[str, Requirement]:
    """Return what our own distribution asks for, by name."""
    try:
        required = requires(_DISTRIBUTION) or []
    except PackageNotFoundError:
        return {}
    found = [Requirement(one) for one in required]
    return {one.name: one for one in found if one.marker is None}


def _package(name: str, wanted: Mapping[str, Requirement]) -> Finding:
    try:
        there = version(name)
    except PackageNotFoundError:
        return Finding(Level.WARN, name, "isn't installed as a package", f"pip install {name}")
    requirement = wanted.get(name)
    if requirement and not requirement.specifier.contains(there, prereleases=True):
        return Finding(
            Level.FAIL,
            name,
            f"{there}, but {requirement.specifier} is required",
            f"pip install '{requirement}'",
        )
    return Finding(Level.OK, name, there)


def _cli(wanted: Mapping[str, Requirement]) -> Finding:
    install = "install it: https://www.pulumi.com/docs/install"
    try:
        found = pulumi.cli_version()
    except GoogleTuningError as error:
        return Finding(Level.FAIL, "pulumi command", str(error), install)
    if found is None:
        return Finding(Level.FAIL, "pulumi command", "isn't on PATH", install)
    requirement = wanted.get("pulumi")
    oldest = re.search(r">=\s*([\d.]+)", str(requirement.specifier)) if requirement else None
    try:
        old = oldest is not None and Version(found) < Version(oldest[1])
    except InvalidVersion:
        old = False
    if old and oldest is not None:
        return Finding(
            Level.FAIL, "pulumi command", f"{found}, older than {oldest[1]}", "upgrade it"
        )
    return Finding(Level.OK, "pulumi command", found)


def _parallel(environ: Mapping[str, str]) -> Finding:
    value = environ.get("PULUMI_PARALLEL", "").strip()
    default = 4 * (os.cpu_count() or 1)  # the engine's own
    fix = f"export PULUMI_PARALLEL={_ENOUGH_PARALLEL}, or pulumi up --parallel {_ENOUGH_PARALLEL}"
    if not value:
        found = f"not set: Pulumi trains {default} models at a time here, and the rest queue"
        return Finding(Level.WARN, "PULUMI_PARALLEL", found, fix)
    if not value.isascii() or not value.isdigit() or int(value) < 1:
        return Finding(Level.WARN, "PULUMI_PARALLEL", f"is {value}, which is not a number", fix)
    if int(value) < default:
        return Finding(
            Level.WARN,
            "PULUMI_PARALLEL",
            f"{value}: Pulumi trains {value} models at a time, and the rest queue",
            fix,
        )
    return Finding(Level.OK, "PULUMI_PARALLEL", value)


def _folder(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Look at how a state in a folder is written: by default, not quite in one piece."""
    address = urlsplit(environ.get("PULUMI_BACKEND_URL", ""))
    if address.scheme != "file":
        return
    if parse_qs(address.query).get("metadata") == ["skip"]:
        yield Finding(Level.OK, "PULUMI_BACKEND_URL", "a folder; each file is written atomically")
        return
    found = (
        "a folder: if the process is killed, a metadata file beside the state can be cut "
        "off, and the state becomes unreadable"
    )
    yield Finding(Level.WARN, "PULUMI_BACKEND_URL", found, "add ?metadata=skip to the address")

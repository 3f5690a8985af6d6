"""A Chromium for the tests of the report's page: PATH's, or one from the npm registry.

Browsers are mostly downloaded from places of their own, which a machine behind a registry mirror
doesn't reach, or installed by root. `@sparticuz/chromium` carries the whole headless browser inside
an npm package (MIT; Chromium is BSD; Linux on x86-64), so it is pinned by version and digest, needs
no root and comes from a package registry. npm brings node, which unpacks it.
"""

from __future__ import annotations

import base64
import hashlib
import platform
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from tools.steps import cache, running
from tools.steps.faults import SetupError, say

# As pulumi_google_tuning.cli.report.browser finds them; the set-up runs before that is installed.
VARIABLE = "GOOGLE_TUNING_BROWSER"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PACKAGE = "@sparticuz/chromium"
VERSION = "153.0.0"
# As `npm view @sparticuz/chromium@153.0.0 dist.integrity` said on 2026-11-21.
SHA512 = "jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA=="
_PARTS = ("chromium", "al2023.tar", "swiftshader.tar")
_UNPACK = """
const fs = require("fs"), zlib = require("zlib");
for (const name of process.argv.slice(1))
  fs.writeFileSync(name, zlib.brotliDecompressSync(fs.readFileSync(name + ".br")));
"""
_SECONDS = 240.0
_HOW = f"install Chromium or Chrome, or name one with {VARIABLE}"

Find = Callable[[str], "str | None"]


def ensure(environment: Mapping[str, str], find: Find = shutil.which) -> Path:
    """Return the path of a browser, and fetch one into the user's cache where there is none.

    Raises SetupError with a sentence that says why none can be had here.
    """
    there = on_path(environment, find)
    if there is not None:
        return there
    npm, node = find("npm"), find("node")
    why = why_not(npm, node, platform.system(), platform.machine())
    if why or npm is None or node is None:
        raise SetupError(f"There is no browser on PATH, and {why}: {_HOW}.")
    folder = cache.root(environment) / "browser" / f"chromium-{VERSION}"
    with cache.lock(folder.with_name(f"{folder.name}.lock"), "getting a browser"):
        starter = folder / "start"
        if not starter.is_file():
            say(f"fetching Chromium {VERSION} from the npm registry: 70 MB, once per user")
            cache.publish(folder, lambda staging: _fetch(npm, node, staging))
    return starter


def on_path(environment: Mapping[str, str], find: Find) -> Path | None:
    """Return the browser that the user names, or the first that is on PATH."""
    wished = environment.get(VARIABLE)
    for name in (wished,) if wished else NAMES:
        found = find(name)
        if found is not None:
            return Path(found)
    return None


def why_not(npm: str | None, node: str | None, system: str, machine: str) -> str | None:
    """Return why the npm package can't be used here, or None."""
    if (system, machine) != ("Linux", "x86_64"):
        return (
            f"the one of the npm registry runs on Linux and x86_64, and this is {system} {machine}"
        )
    if npm is None or node is None:
        return "there is no npm to fetch one with"
    return None


def check(archive: Path, sha512: str = SHA512) -> None:
    """Hold a downloaded archive to its digest. Raises SetupError."""
    found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != sha512:
        raise SetupError(
            f"The npm registry served a {PACKAGE} {VERSION} that isn't the pinned one (its sha512 "
            f"is {found}). Nothing of it was run. Ask the mirror's administrator, or {_HOW}."
        )


def _fetch(npm: str, node: str, staging: Path) -> None:
    with tempfile.TemporaryDirectory(dir=staging) as scratch:
        _run([npm, "pack", "--silent", "--ignore-scripts", f"{PACKAGE}@{VERSION}"], Path(scratch))
        (archive,) = Path(scratch).glob("*.tgz")
        check(archive)
        with tarfile.open(archive) as packed:
            for part in _PARTS:
                inner = packed.extractfile(f"package/bin/{part}.br")
                if inner is None:
                    raise SetupError(f"{PACKAGE} {VERSION} has no {part}.br: {_HOW}.")
                with (staging / f"{part}.br").open("wb") as whole:
                    shutil.copyfileobj(inner, whole)
    _run([node, "-e", _UNPACK, *_PARTS], staging)
    for part in _PARTS:
        (staging / f"{part}.br").unlink()
        if part.endswith(".tar"):
            with tarfile.open(staging / part) as packed:
                packed.extractall(staging)
            (staging / part).unlink()
    (staging / "chromium").chmod(0o755)
    _write_starter(staging)


def _write_starter(staging: Path) -> None:
    """Write what starts it: with the libraries that came along only where the machine has none."""
    alone = running.output([str(staging / "chromium"), "--version"]) is not None
    libraries = "" if alone else 'LD_LIBRARY_PATH="$here/lib" '
    starter = staging / "start"
    starter.write_text(
        f'#!/bin/sh\nhere=$(dirname "$0")\n{libraries}exec "$here/chromium" --no-zygote "$@"\n'
    )
    starter.chmod(0o755)
    if not alone and running.output([str(starter), "--version"]) is None:
        raise SetupError(f"Chromium {VERSION} of the npm registry doesn't start here: {_HOW}.")


def _run(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        said = " ".join(done.stderr.split()) if done.returncode else None
    except (OSError, subprocess.TimeoutExpired) as error:
        said = str(error)
    if said is not None:
        raise SetupError(f"`{' '.join(command[:2])}` failed ({said[:300]}): {_HOW}.")

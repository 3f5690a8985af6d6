"""What a project's requirements.txt says: the very version that runs, from where it came.

Who installed it from an index gets the version there. Who installed a wheel, a checkout or a
repository gets that, as pip noted it (direct_url.json):
https://packaging.python.org/en/latest/specifications/direct-url/.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

PROVIDER: Final = "pulumi-google-tuning"
EMULATOR: Final = "google-tuning-emulator"
_WHEELS: Final = "wheels"


@dataclass(frozen=True)
class Requirements:
    """The text of requirements.txt, and what has to lie beside it."""

    text: str
    wheels: Mapping[str, bytes] = field(default_factory=dict)
    """Path in the project and content of the wheels that the text names."""
    folders: tuple[str, ...] = ()
    """Folders of this machine that the text names, and that another machine hasn't got."""


def requirements(*, emulator: bool, portable: bool) -> Requirements:
    """Return the requirements of a project.

    emulator: with the emulator, where it is installed. portable: another machine has to be able to
    install them too, so a wheel of this machine goes along.
    """
    lines: list[str] = []
    wheels: dict[str, bytes] = {}
    folders: list[str] = []
    for name in (PROVIDER, *([EMULATOR] if emulator else [])):
        found = installed(name)
        if found is None:
            if name == PROVIDER:  # a checkout on PYTHONPATH
                lines.append(PROVIDER)
            continue
        origin = _origin(found)
        wheel = _local_wheel(origin)
        if portable and wheel is not None:
            path = f"{_WHEELS}/{wheel.name}"
            wheels[path] = wheel.read_bytes()
            lines.append(f"./{path}")
            continue
        if "dir_info" in origin:
            folders.append(_path(origin["url"]))
        lines.append(requirement(name, found.version, origin))
    return Requirements("".join(f"{line}\n" for line in lines), wheels, tuple(folders))


def installed(name: str) -> Distribution | None:
    """Return an installed distribution; None where there is none."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def requirement(name: str, version: str, origin: Mapping[str, Any]) -> str:
    """Return a line of requirements.txt for what came from there; {} is an index."""
    if not origin:
        return f"{name}=={version}"
    url = str(origin["url"])
    if origin.get("dir_info", {}).get("editable"):
        return f"--editable {url}"
    if vcs := origin.get("vcs_info"):
        url = f"{vcs['vcs']}+{url}@{vcs['commit_id']}"
    if folder := origin.get("subdirectory"):
        url += f"#subdirectory={folder}"
    return f"{name} @ {url}"


def _origin(found: Distribution) -> Mapping[str, Any]:
    text = found.read_text("direct_url.json")
    said: dict[str, Any] = json.loads(text) if text else {}
    return said


def _local_wheel(origin: Mapping[str, Any]) -> Path | None:
    """Return the wheel of this machine that something came from, if it is there still."""
    url = str(origin.get("url", ""))
    if "archive_info" not in origin or not url.startswith("file:") or not url.endswith(".whl"):
        return None
    path = Path(_path(url))
    return path if path.is_file() else None


def _path(url: str) -> str:
    return unquote(urlsplit(url).path)

"""Where an object was made: on which server, in which project and location.

The state keeps it, because "there is no such object" means nothing on another server. A place that
is written otherwise may still be the same one (a project has an id and a number; an emulator may
have moved to another port with its data), so what can't be told from the words is asked for there.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pulumi_google_tuning.google.addresses import is_loopback
from pulumi_google_tuning.google.config.namespace import KEY_PREFIX
from pulumi_google_tuning.lifecycle.call import LifecycleError

if TYPE_CHECKING:
    from pulumi_google_tuning.google.config import Config

PLACE: Final = "place"
"""The output that holds it."""

_LOOPBACK = re.compile(r"^(https?://)(localhost|\[::1\])(?=[:/]|$)", re.IGNORECASE)


class Distance(enum.IntEnum):
    """How sure it is that two places are two."""

    NONE = 0
    UNCLEAR = 1
    CERTAIN = 2


@dataclass(frozen=True)
class Place:
    """A server's base URL, and the project and the location where the kind has them."""

    server: str
    project: str | None = None
    location: str | None = None

    @classmethod
    def stored(cls, outputs: Mapping[str, Any]) -> Place | None:
        """Return the place in stored outputs; None where an earlier version wrote them."""
        said = outputs.get(PLACE)
        if not isinstance(said, Mapping) or not isinstance(said.get("server"), str):
            return None
        parts = {name: said.get(name) for name in ("project", "location")}
        return cls(
            said["server"],
            **{name: None if not part else str(part) for name, part in parts.items()},
        )

    def as_output(self) -> dict[str, str]:
        """Return what the state keeps."""
        parts = {"server": self.server, "project": self.project, "location": self.location}
        return {name: part for name, part in parts.items() if part}

    def distance_of_server(self, other: Place) -> Distance:
        """Compare the servers: another address may reach the same one."""
        same = _plain(self.server) == _plain(other.server)
        return Distance.NONE if same else Distance.UNCLEAR

    def distance_of_project(self, other: Place) -> Distance:
        """Compare the projects: an id and a number may be one project's; None is a login's own."""
        if self.project == other.project:
            return Distance.NONE
        if self.project is None or other.project is None:
            return Distance.UNCLEAR
        forms = {self.project.isdigit(), other.project.isdigit()}
        return Distance.CERTAIN if len(forms) == 1 else Distance.UNCLEAR

    def distance_of_location(self, other: Place) -> Distance:
        """Compare the locations, each of which has one name."""
        same = self.location is None or other.location is None or self.location == other.location
        return Distance.NONE if same else Distance.CERTAIN

    def __str__(self) -> str:
        """Write it for a message: `https://… (project p, location l)`."""
        parts = [
            f"{name} {part}"
            for name, part in (("project", self.project), ("location", self.location))
            if part
        ]
        return f"{self.server} ({', '.join(parts)})" if parts else self.server


def _plain(server: str) -> str:
    return _LOOPBACK.sub(r"\g<1>127.0.0.1", server.rstrip("/").lower())


class MovedError(LifecycleError):
    """The configuration names another place than the one where an object was made."""

    def __init__(
        self,
        object_id: str,
        urn: str | None,
        made: Place,
        now: Place,
        *,
        put_back: str,
        why: str | None = None,
    ) -> None:
        """Say what moved, `why` it can't be reached from here, and every way out."""
        reason = f" ({why})" if why else ""
        super().__init__(
            f"{object_id} was created at {made}, but the configuration now says {now}{reason}. "
            f"Nothing was changed. To keep it, put the configuration back: {put_back}. To work in "
            f"the new place, use another stack, or run `pulumi destroy` with the old configuration "
            f"first. If {made.server} no longer exists, remove the resource from the state: "
            f"`pulumi state delete '{urn or object_id}'`"
        )


def way_back(made: Place, now: Place, api: str, config: Config, provider: str | None) -> str:
    """Return how to name the old place again: commands, or what a program's provider has to say."""
    settings: list[tuple[str, str | None]] = []
    if made.distance_of_server(now):
        settings.append(_server_back(made, api, config))
    if made.distance_of_project(now):
        settings.append(("project", made.project))
    if made.distance_of_location(now):
        settings.append(("location", made.location))
    if provider is None:
        return ", ".join(f"`{_command(key, value)}`" for key, value in settings)
    told = (
        f"remove {key}" if value is None else f"set {key} to {value}" for key, value in settings
    )
    return f"on the provider {provider} of the program, {' and '.join(told)}"


def _server_back(made: Place, api: str, config: Config) -> tuple[str, str | None]:
    own = type(config)().endpoint(api, made.location)
    is_own = made.server == own
    if config.emulator or (not is_own and is_loopback(made.server)):
        return "emulator", None if is_own else made.server
    return f"{api}Endpoint", None if is_own else made.server


def _command(key: str, value: str | None) -> str:
    verb = "rm" if value is None else "set"
    return f"pulumi config {verb} {KEY_PREFIX}{key}" + (f" {value}" if value else "")

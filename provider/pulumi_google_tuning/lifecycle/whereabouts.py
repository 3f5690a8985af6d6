"""Whether one configuration reaches an object where it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.values import contains_unknown
from pulumi_google_tuning.lifecycle.abilities.found import Located
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError, NotReady, Ready
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.place import (
    PLACE,
    Distance,
    MovedError,
    Place,
    way_back,
)

if TYPE_CHECKING:
    from pulumi_google_tuning.google.config import Config
    from pulumi_google_tuning.google.session import Session


class Whereabouts:
    """The places of one kind of objects under one configuration."""

    def __init__(
        self, kind: Kind, session: Session, config: Config, provider: str | None = None
    ) -> None:
        """Store the parts; `provider` is the one that a program configures, by its name."""
        self._kind = kind
        self._provider = provider
        self._located = Located.of(kind)
        self._session = session
        self._config = config

    def of_requests(
        self, object_id: str, values: Mapping[str, Any], made: Place | None = None
    ) -> Place:
        """Return the place that requests for an object go to, which was made in `made`.

        The credentials' own project is only read where the server is the right one: for another
        one there may be no credentials.
        """
        configured = self._config.project
        here = self._located.place(self._config, configured, object_id, values)
        if configured is not None or (made is not None and made.distance_of_server(here)):
            return here
        return self._located.place(self._config, self._session.project, object_id, values)

    def of_wish(self, object_id: str, news: Mapping[str, Any]) -> Place:
        """Return the place that configuration and program ask for, without any request."""
        known = {name: value for name, value in news.items() if not contains_unknown(value)}
        return self._located.place(self._config, self._config.project, object_id, known)

    def distance_of_requests(
        self, made: Place, object_id: str, values: Mapping[str, Any]
    ) -> Distance:
        """Compare an object's place with the one that requests for it go to."""
        now = self.of_requests(object_id, values, made)
        if self._located.id_has_project:
            return made.distance_of_server(now)
        return max(made.distance_of_server(now), made.distance_of_project(now))

    def distance_of_wish(self, made: Place, object_id: str, news: Mapping[str, Any]) -> Distance:
        """Compare an object's place with the one that the configuration asks for.

        A project or location that the resource has of its own is an input, and compared as one.
        """
        now = self.of_wish(object_id, news)
        distances = [made.distance_of_server(now)]
        named = news.get("project") is None and self._config.project is not None
        if named and not self._located.is_in(object_id, now):
            distances.append(made.distance_of_project(now))
        if news.get("location") is None:
            distances.append(made.distance_of_location(now))
        return max(distances)

    def in_todays_words(
        self,
        object_id: str,
        made: Place,
        old: Mapping[str, Any],
        news: Mapping[str, Any],
        outputs: Mapping[str, Any],
    ) -> Mapping[str, Any]:
        """Return the old inputs with the project as the new ones write it, if it is the same one.

        Writing out the project that was only configured so far, or leaving it to the
        configuration, moves nothing. A number and an id may be one project's, so the object is
        asked for: a training costs more. Raises LifecycleError where that can't be told.
        """
        was, wanted = old.get("project") or made.project, news.get("project")
        if old.get("project") == wanted or contains_unknown((old.get("project"), wanted)):
            return old
        if not self._located.id_has_project:
            return old
        here = replace(made, project=was)
        now = replace(made, project=wanted or self._session.project)
        distance = here.distance_of_project(now)
        if distance is Distance.UNCLEAR:
            distance = self._distance_by_looking(object_id, here, now, outputs)
        said = wanted if distance is Distance.NONE else was
        rest = {name: value for name, value in old.items() if name != "project"}
        return rest if said is None else {**rest, "project": said}

    def _distance_by_looking(
        self, object_id: str, made: Place, now: Place, outputs: Mapping[str, Any]
    ) -> Distance:
        """See whether the object is in a project: then it is its own by another name."""
        if self._located.is_in(object_id, now):
            return Distance.NONE
        try:
            found = self._kind.get(self._session, self._located.id_in(object_id, now), outputs)
        except GoogleTuningError as error:
            raise LifecycleError(
                f"{object_id} was created in project {made.project}, and it is unknown whether "
                f"{now.project} is the same project ({getattr(error, 'brief', error)}). Nothing "
                f"was changed. Write the project as before, or use credentials that may read it"
            ) from None
        is_that = found is not None and self._located.is_that(outputs, found)
        return Distance.NONE if is_that else Distance.CERTAIN

    def prove(
        self,
        call: Call,
        object_id: str,
        made: Place,
        now: Place,
        outputs: Mapping[str, Any],
        distance: Distance,
    ) -> None:
        """Look for the object in the place that is configured now; raise unless it is that one."""
        if distance is Distance.NONE:
            return
        if distance is Distance.CERTAIN:
            raise self.moved(call, object_id, made, now)
        elsewhere = made.distance_of_project(now)
        asked = self._located.id_in(object_id, now) if elsewhere else object_id
        try:
            found = self._kind.get(self._session, asked, outputs)
        except GoogleTuningError as error:
            why = getattr(error, "brief", str(error))
            raise self.moved(call, object_id, made, now, why) from None
        if found is None:
            raise self.moved(call, object_id, made, now, "which has no such object")
        if not self._located.is_that(outputs, found):
            raise self.moved(call, object_id, made, now, "which has another object of that name")

    def moved(
        self, call: Call, object_id: str, made: Place, now: Place, why: str | None = None
    ) -> MovedError:
        """Return the error that says what moved."""
        back = way_back(made, now, self._located.api, self._config, self._provider)
        return MovedError(object_id, call.address, made, now, put_back=back, why=why)

    def noted(
        self, result: Ready | NotReady, values: Mapping[str, Any], made: Place | None
    ) -> Ready | NotReady:
        """Return the result with the place among its outputs.

        Of an object whose id has the project it stays what the configuration said when it was
        made: a read that reaches it under another configuration doesn't change that.
        """
        here = self.of_requests(result.id, values)
        if made is not None and self._located.id_has_project:
            here = replace(here, project=made.project, location=made.location)
        return replace(result, outputs={**result.outputs, PLACE: here.as_output()})

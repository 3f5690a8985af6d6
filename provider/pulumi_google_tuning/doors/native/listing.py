"""What there is of a resource on Google's side, for `pulumi do … list`: ids and names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pulumi.runtime.proto import provider_pb2

from pulumi_google_tuning.doors.native.arguments import checked_arguments
from pulumi_google_tuning.doors.native.incoming import Incoming
from pulumi_google_tuning.doors.shared.tokens import name_in
from pulumi_google_tuning.errors import GoogleTuningError, joined
from pulumi_google_tuning.fields.function_schema import function_schemas
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google.session import Session

Function = Callable[[Session, Mapping[str, Any]], Json]
# What an owner calls it.
_NAMES: Final = ("displayName", "tunedModelDisplayName")


def answers(functions: Mapping[str, Function], session: Session, asked: Incoming) -> Iterator[Any]:
    """Yield the answers to a List; Google's lists are read whole, so none is continued.

    Raises GoogleTuningError where Google has no list of them, or the query is wrong.
    """
    request = asked.message
    title = name_in(request.token) or request.token
    name = next((one.name for one in function_schemas().values() if one.lists == title), None)
    if name is None:
        raise GoogleTuningError(f"{title} can't be listed: Google has no list of them")
    given, failures = checked_arguments(name, asked.values("query"))
    if failures:
        raise GoogleTuningError(joined(*map(str, failures)))
    listed = next(iter(functions[name](session, given).values()))
    for one in listed[: request.limit or None]:
        called = next((one[key] for key in _NAMES if one.get(key)), "")
        result = provider_pb2.ListResponse.Result(id=one["name"], name=str(called))
        yield provider_pb2.ListResponse(result=result)

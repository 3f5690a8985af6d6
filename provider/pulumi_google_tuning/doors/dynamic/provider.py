"""The provider classes' base: what a program refers to, and what Pulumi's dynamic host calls.

The provider class of each resource is in an importable module and has no instance attributes, so
Pulumi stores a reference of 44 characters in the state instead of the pickled code. That makes the
import paths of those classes public API. A program only refers to them, so what answers the calls
(calls.py, and with it the life cycle) is imported in the plugin, by the first call.
"""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pulumi.dynamic import ConfigureRequest, ResourceProvider

if TYPE_CHECKING:
    from pulumi_google_tuning.doors.dynamic.calls import Calls
    from pulumi_google_tuning.lifecycle.kind import Kind


class LifecycleProvider(ResourceProvider):
    """The dynamic provider of one kind; a subclass says which."""

    # Nothing secret is in a reference to a class.
    serialize_as_secret_always = False

    # Of the stack, where its backend has organisations. The program sets it, and it comes to the
    # plugin in the reference: a plugin isn't told it, and a urn doesn't have it.
    organization: str | None = None

    def __init__(self, organization: str | None = None) -> None:
        if organization is not None:
            self.organization = organization

    def __reduce__(self) -> tuple[type[LifecycleProvider], tuple[str, ...]]:
        """Tell what the reference holds: the class, and the organisation as its argument.

        No dictionary: for each provider of a program the SDK (3.272) wraps the pickler's way to
        write one once more, so that at some thousand resources Python's stack ends.
        """
        return type(self), (self.organization,) if self.organization is not None else ()

    @staticmethod
    @abstractmethod
    def make_kind() -> Kind:
        """Return the kind; its module is imported here."""

    @cached_property
    def _calls(self) -> Calls:
        from pulumi_google_tuning.doors.dynamic.calls import Calls  # noqa: PLC0415 - see above

        return Calls(self.make_kind(), self.organization)

    def configure(self, req: ConfigureRequest) -> None:
        """Build the clients; a bad configuration is kept for the calls, which can say it."""
        self._calls.configure(req)

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> Any:
        """Validate and canonicalise the program's inputs."""
        return self._calls.check(_olds, news)

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> Any:
        """Compare the stored inputs with the program's."""
        return self._calls.diff(_id, _olds, _news)

    def create(self, props: dict[str, Any]) -> Any:
        """Train, or find the training that an earlier run started."""
        return self._calls.create(props)

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> Any:
        """Patch in place, and continue waiting where an earlier run stopped."""
        return self._calls.update(_id, _olds, _news)

    def read(self, id_: str, props: dict[str, Any]) -> Any:
        """See what the server has now."""
        return self._calls.read(id_, props)

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Delete the object that the state knows."""
        self._calls.delete(_id, _props)

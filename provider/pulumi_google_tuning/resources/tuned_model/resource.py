"""`TunedModel`: a model tuned with the Gemini API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pulumi

from pulumi_google_tuning.doors.dynamic.provider import LifecycleProvider
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.resources.tuned_model.typed.base import TunedModelFields

if TYPE_CHECKING:
    from pulumi_google_tuning.lifecycle.kind import Kind


class TunedModelProvider(LifecycleProvider):
    """The provider of TunedModel. Users' states hold this import path: it never changes."""

    @staticmethod
    def make_kind() -> Kind:
        """Return the kind; a program, which only refers to this class, doesn't import it."""
        from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind  # noqa: PLC0415

        return TunedModelKind()


class TunedModel(TunedModelFields):
    """A tuned model of the Gemini API; returns when it is ACTIVE.

    Source: https://ai.google.dev/api/tuning. Every argument takes a plain value or an
    Output, and is an attribute, too.
    """

    _schema = ResourceSchema.load("tuned_model")
    _provider_class = TunedModelProvider

    def _with_options(
        self, arguments: Mapping[str, Any], opts: pulumi.ResourceOptions | None
    ) -> pulumi.ResourceOptions | None:
        if arguments.get("tuned_model_id") is None:
            return opts
        # Two models can't have one id: a forced replacement, too, must delete the old one first,
        # and the engine asks for no diff there.
        first = pulumi.ResourceOptions(delete_before_replace=True)
        return pulumi.ResourceOptions.merge(first, opts)

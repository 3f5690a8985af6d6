"""`TunedModel`: a model tuned with the Gemini API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from pulumi_google_tuning.doors.dynamic.provider import LifecycleProvider
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind
from pulumi_google_tuning.resources.tuned_model.typed.base import TunedModelFields


class TunedModelProvider(LifecycleProvider):
    """The provider of TunedModel. Users' states hold this import path: it never changes."""

    kind = TunedModelKind()


class TunedModel(TunedModelFields):
    """A tuned model of the Gemini API; returns when it is ACTIVE.

    Source: https://ai.google.dev/api/tuning. Every argument takes a plain value or an
    Output, and is an attribute, too.
    """

    _schema = TunedModelKind.schema
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

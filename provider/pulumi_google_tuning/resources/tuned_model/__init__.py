"""`TunedModel`: a model tuned with the Gemini API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pulumi

from pulumi_google_tuning.doors.dynamic.provider import LifecycleProvider
from pulumi_google_tuning.program.resource import TuningResource, pick_arguments
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind

if TYPE_CHECKING:
    from pulumi_google_tuning.program.args import Timeouts
    from pulumi_google_tuning.resources.tuned_model.args import Hyperparameters

Example = Mapping[str, str] | Sequence[str]


class TunedModelProvider(LifecycleProvider):
    """The provider of TunedModel. Users' states hold this import path: it never changes."""

    kind = TunedModelKind()


class TunedModel(TuningResource):
    """A tuned model of the Gemini API; returns when it is ACTIVE.

    Source: https://ai.google.dev/api/tuning. Every argument takes a plain value or an Output; the
    limits and the meaning of each stand in schema/tuned_model.schema.json.
    """

    _schema = TunedModelKind.schema
    _provider_class = TunedModelProvider

    name: pulumi.Output[str]
    tuned_model_id: pulumi.Output[str]
    state: pulumi.Output[str]
    base_model: pulumi.Output[str]
    create_time: pulumi.Output[str]
    update_time: pulumi.Output[str]
    start_time: pulumi.Output[str | None]
    complete_time: pulumi.Output[str | None]
    temperature: pulumi.Output[float | None]
    top_p: pulumi.Output[float | None]
    top_k: pulumi.Output[int | None]
    total_steps: pulumi.Output[int | None]
    completed_steps: pulumi.Output[int]
    final_loss: pulumi.Output[float | None]
    snapshots: pulumi.Output[list[dict[str, Any]] | None]
    training_data_sha256: pulumi.Output[str]
    example_count: pulumi.Output[int]
    place: pulumi.Output[dict[str, str]]

    def __init__(  # noqa: PLR0913 - one argument a field
        self,
        resource_name: str,
        *,
        training_data: pulumi.Input[str | pulumi.Asset | Sequence[Example]],
        base_model: pulumi.Input[str] | None = None,
        tuned_model_source: pulumi.Input[str] | None = None,
        hyperparameters: pulumi.Input[Hyperparameters | Mapping[str, Any]] | None = None,
        display_name: pulumi.Input[str] | None = None,
        description: pulumi.Input[str] | None = None,
        temperature: pulumi.Input[float] | None = None,
        top_p: pulumi.Input[float] | None = None,
        top_k: pulumi.Input[int] | None = None,
        reader_project_numbers: pulumi.Input[Sequence[pulumi.Input[str | int]]] | None = None,
        tuned_model_id: pulumi.Input[str] | None = None,
        api_version: pulumi.Input[str] | None = None,
        wait: pulumi.Input[bool] | None = None,
        adopt: pulumi.Input[bool] | None = None,
        revision: pulumi.Input[str] | None = None,
        retrain: pulumi.Input[str] | None = None,
        delete: pulumi.Input[str] | None = None,
        timeouts: pulumi.Input[Timeouts | Mapping[str, str]] | None = None,
        on_timeout: pulumi.Input[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        arguments = pick_arguments(locals())
        if tuned_model_id is not None:
            # Two models can't have one id: a forced replacement, too, must delete the old one
            # first, and the engine asks for no diff there.
            first = pulumi.ResourceOptions(delete_before_replace=True)
            opts = pulumi.ResourceOptions.merge(first, opts)
        super().__init__(resource_name, arguments, opts)

"""The arguments and the attributes of `TunedModel`."""

# Written by `make generate` from schema/tuned_model.schema.json: change it there.

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pulumi

from pulumi_google_tuning.program.args import Examples, LaterMap
from pulumi_google_tuning.program.resource import TuningResource, pick_arguments
from pulumi_google_tuning.resources.tuned_model.typed import args, outputs


class TunedModelFields(TuningResource, abstract=True):
    """What `TunedModel` takes and gives."""

    base_model: pulumi.Output[str]
    tuned_model_source: pulumi.Output[str | None]
    training_data: pulumi.Output[dict[str, Any]]
    hyperparameters: pulumi.Output[dict[str, Any] | None]
    display_name: pulumi.Output[str | None]
    description: pulumi.Output[str | None]
    temperature: pulumi.Output[float | None]
    top_p: pulumi.Output[float | None]
    top_k: pulumi.Output[int | None]
    reader_project_numbers: pulumi.Output[list[str] | None]
    tuned_model_id: pulumi.Output[str]
    api_version: pulumi.Output[str | None]
    wait: pulumi.Output[bool | None]
    adopt: pulumi.Output[bool | None]
    revision: pulumi.Output[str | None]
    retrain: pulumi.Output[str | None]
    delete: pulumi.Output[str | None]
    timeouts: pulumi.Output[dict[str, Any] | None]
    on_timeout: pulumi.Output[str | None]
    name: pulumi.Output[str]
    state: pulumi.Output[str]
    create_time: pulumi.Output[str]
    update_time: pulumi.Output[str]
    start_time: pulumi.Output[str | None]
    complete_time: pulumi.Output[str | None]
    total_steps: pulumi.Output[int | None]
    completed_steps: pulumi.Output[int]
    final_loss: pulumi.Output[float | None]
    loss_curve: outputs.TunedModelLossCurveOutput
    training_data_sha256: pulumi.Output[str]
    example_count: pulumi.Output[int]
    imported: pulumi.Output[bool | None]
    place: outputs.TunedModelPlaceOutput

    def __init__(
        self,
        resource_name: str,
        *,
        base_model: pulumi.Input[str] | None = None,
        tuned_model_source: pulumi.Input[str] | None = None,
        training_data: pulumi.Input[Examples],
        hyperparameters: args.Hyperparameters | LaterMap | None = None,
        display_name: pulumi.Input[str] | None = None,
        description: pulumi.Input[str] | None = None,
        temperature: pulumi.Input[float] | None = None,
        top_p: pulumi.Input[float] | None = None,
        top_k: pulumi.Input[int] | None = None,
        reader_project_numbers: pulumi.Input[Sequence[pulumi.Input[str | int]]] | None = None,
        tuned_model_id: pulumi.Input[str] | None = None,
        api_version: pulumi.Input[args.ApiVersion] | pulumi.Output[str] | None = None,
        wait: pulumi.Input[bool] | None = None,
        adopt: pulumi.Input[bool] | None = None,
        revision: pulumi.Input[str | int] | None = None,
        retrain: pulumi.Input[args.Retrain] | pulumi.Output[str] | None = None,
        delete: pulumi.Input[args.Delete] | pulumi.Output[str] | None = None,
        timeouts: args.Timeouts | LaterMap | None = None,
        on_timeout: pulumi.Input[args.OnTimeout] | pulumi.Output[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare it.

        Args:
            resource_name: The resource's name in the stack.
            base_model: The base model to tune, as `models/NAME`. As an output: the original base
                model, also where a tuned model was tuned further. Such as
                `models/gemini-1.5-flash-001-tuning`.
            tuned_model_source: A tuned model to tune further, as `tunedModels/NAME`, instead of
                `baseModel`. Such as `tunedModels/number-generator-3f9c1ab2`.
            training_data: The examples to train on: the path of a .jsonl, .json or .csv file, a
                FileAsset, or a list of examples. The state holds only `path`, `sha256`,
                `exampleCount` and a sketch of the rows.
            hyperparameters: The hyperparameters of the training. Google chooses those that are left
                out.
            display_name: A human-readable name, at most 40 characters including spaces.
            description: What the model is for.
            temperature: The model's default sampling temperature. A request can override it. At
                least 0, at most 1.
            top_p: The model's default nucleus sampling threshold. At least 0, at most 1.
            top_k: The number of most likely tokens that sampling considers by default. At least 1.
            reader_project_numbers: Numbers of the Google Cloud projects that may read the model.
                Only with `apiVersion` `v1beta`.
            tuned_model_id: The id of the new model, instead of one generated from the stack and the
                inputs.  Lower-case letters, digits and `-`, at most 40 characters. Form: lower-case
                letters, digits and `-`, beginning with a letter and not ending with `-`.
            api_version: The version of the Gemini API to use:  `v1beta`, or `v1beta3` for the older
                PaLM models. Default: `v1beta`.
            wait: Wait until the model is ACTIVE. With false, return as soon as Google has accepted
                the training. Default: `true`.
            adopt: Take over an existing model with this id instead of failing, if its base model
                and hyperparameters agree. Default: `false`.
            revision: Any string. Change it to train again on the same inputs.
            retrain: `deny` makes the preview reject a change that would train again. The default is
                the value of `google-tuning:retrain`.
            delete: `deny` rejects every deletion of this resource: when it is removed from the
                program, renamed, replaced or destroyed. The default is the value of
                `google-tuning:delete`.
            timeouts: How long to wait, as `90s`, `30m`, `6h`, `1h30m` or `2d`. The training itself
                continues.
            on_timeout: What happens to the training when `timeouts` end the wait. With `keep` it
                continues. `cancel` is rejected, because the API versions that this resource uses
                have no cancel. Default: `keep`.
            opts: Pulumi's options for a resource.

        """
        super().__init__(resource_name, pick_arguments(locals()), opts)

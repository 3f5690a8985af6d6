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
    snapshots: pulumi.Output[list[outputs.TunedModelSnapshot] | None]
    training_data_sha256: pulumi.Output[str]
    example_count: pulumi.Output[int]
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
            base_model: The base model to tune, as `models/NAME`. Also an output: the base model at
                the root when a tuned model was tuned again. Such as
                `models/gemini-1.5-flash-001-tuning`.
            tuned_model_source: A tuned model to tune further, as `tunedModels/NAME`, instead of
                `baseModel`. Such as `tunedModels/number-generator-3f9c1ab2`.
            training_data: The examples to train on: the path of a .jsonl, .json or .csv file, a
                FileAsset, or a list of examples. In the state only `path`, `sha256`, `exampleCount`
                and a sketch of the rows stand.
            hyperparameters: How to train. What is left out is Google's to choose.
            display_name: A name for people, up to 40 characters with spaces. At most 40 characters.
            description: What the model is for.
            temperature: The sampling temperature that the model answers with unless a request says
                otherwise. At least 0, at most 1.
            top_p: The nucleus sampling threshold that the model answers with. At least 0, at most
                1.
            top_k: How many of the likeliest tokens sampling considers. At least 1.
            reader_project_numbers: Numbers of the Google Cloud projects that may read the model.
                Only with `apiVersion` `v1beta`.
            tuned_model_id: The id to create the model under, instead of one made from the stack and
                the inputs. Lower-case letters, digits and `-`, at most 40 characters. At most 40
                characters. Form: lower-case letters, digits and `-`, beginning with a letter and
                not ending with `-`.
            api_version: The version of the Gemini API to speak: `v1beta`, or `v1beta3` for the
                older PaLM models. Default: `v1beta`.
            wait: Wait until the model is ACTIVE; false returns as soon as the training is accepted.
                Default: `true`.
            adopt: Take over a model that already has this id, if base model and hyperparameters
                agree, instead of failing. Default: `false`.
            revision: Any string: change it to train again on the same inputs.
            retrain: `deny` makes a change that would train again an error in the preview; what
                `google-tuning:retrain` says when left out.
            delete: `deny` makes a delete of this resource an error: taken out, renamed, replaced or
                destroyed; what `google-tuning:delete` says when left out.
            timeouts: How long to wait, as `90s`, `30m`, `6h`, `1h30m` or `2d`. The training itself
                goes on.
            on_timeout: What becomes of the training when `timeouts` end the wait: it goes on
                (`keep`). `cancel` is refused: the API's versions that this resource speaks have no
                cancel. Default: `keep`.
            opts: Pulumi's options for a resource.

        """
        super().__init__(resource_name, pick_arguments(locals()), opts)

"""The arguments and the attributes of `TuningDataset`."""

# Written by `make generate` from schema/tuning_dataset.schema.json: change it there.

from __future__ import annotations

from typing import Any

import pulumi

from pulumi_google_tuning.program.args import Rows
from pulumi_google_tuning.program.resource import TuningResource, pick_arguments
from pulumi_google_tuning.resources.tuning_dataset.typed import args, outputs


class TuningDatasetFields(TuningResource, abstract=True):
    """What `TuningDataset` takes and gives."""

    source: pulumi.Output[dict[str, Any]]
    bucket: pulumi.Output[str]
    prefix: pulumi.Output[str | None]
    format: pulumi.Output[str | None]
    deletion_policy: pulumi.Output[str | None]
    delete: pulumi.Output[str | None]
    uri: pulumi.Output[str]
    sha256: pulumi.Output[str]
    example_count: pulumi.Output[int]
    size_bytes: pulumi.Output[int]
    generation: pulumi.Output[str]
    place: outputs.TuningDatasetPlaceOutput

    def __init__(
        self,
        resource_name: str,
        *,
        source: pulumi.Input[Rows],
        bucket: pulumi.Input[str],
        prefix: pulumi.Input[str] | None = None,
        format: pulumi.Input[args.Format] | pulumi.Output[str] | None = None,
        deletion_policy: pulumi.Input[args.DeletionPolicy] | pulumi.Output[str] | None = None,
        delete: pulumi.Input[args.Delete] | pulumi.Output[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare it.

        Args:
            resource_name: The resource's name in the stack.
            source: The rows: the path of a .jsonl file, a FileAsset, or a list of rows. A file is
                uploaded unchanged, byte for byte.  The state holds only `path`, `sha256`,
                `exampleCount`, `sizeBytes` and a sketch of the rows.
            bucket: The bucket to upload to, `NAME` or `gs://NAME`. It must exist. Form: a bucket's
                name such as my-tuning-data or gs://my-tuning-data, in lower case; put a folder into
                prefix.
            prefix: The folder inside the bucket, such as `sets/train`; the top of the bucket when
                left out. At most 238 characters, so that no object's name becomes too long. Form: a
                folder such as sets/train, without leading, trailing or doubled /, without # * ? [
                ], and without . or .. as a name.
            format: The form of a row. For Gemini models: `gemini` (contents with parts), `messages`
                (earlier chat models) or `preference` (contents with two scored completions). For
                open models: `openai-messages` (the role `assistant`), `prompt-completion` or
                `open-contents` (contents with the role `assistant`, text and images). For
                reinforcement tuning: `reinforcement` (contents that end with the user, and
                references). For distillation: `prompts`. Default: `gemini`.
            deletion_policy: What happens to the object when nothing refers to it any more: `DELETE`
                deletes it, `RETAIN` keeps it. An object that existed before, or that someone else
                still refers to, is never deleted. Default: `DELETE`.
            delete: `deny` rejects every deletion of this resource: when it is removed from the
                program, renamed, replaced or destroyed. The default is the value of
                `google-tuning:delete`.
            opts: Pulumi's options for a resource.

        """
        super().__init__(resource_name, pick_arguments(locals()), opts)

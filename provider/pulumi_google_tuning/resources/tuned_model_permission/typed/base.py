"""The arguments and the attributes of `TunedModelPermission`."""

# Written by `make generate` from schema/tuned_model_permission.schema.json: change it there.

from __future__ import annotations

import pulumi

from pulumi_google_tuning.program.resource import TuningResource, pick_arguments
from pulumi_google_tuning.resources.tuned_model_permission.typed import args, outputs


class TunedModelPermissionFields(TuningResource, abstract=True):
    """What `TunedModelPermission` takes and gives."""

    tuned_model: pulumi.Output[str]
    grantee_type: pulumi.Output[str]
    email_address: pulumi.Output[str | None]
    role: pulumi.Output[str]
    api_version: pulumi.Output[str | None]
    delete: pulumi.Output[str | None]
    adopt: pulumi.Output[bool | None]
    name: pulumi.Output[str]
    place: outputs.TunedModelPermissionPlaceOutput

    def __init__(
        self,
        resource_name: str,
        *,
        tuned_model: pulumi.Input[str],
        grantee_type: pulumi.Input[args.GranteeType] | pulumi.Output[str],
        email_address: pulumi.Input[str] | None = None,
        role: pulumi.Input[args.Role] | pulumi.Output[str],
        api_version: pulumi.Input[args.ApiVersion] | pulumi.Output[str] | None = None,
        delete: pulumi.Input[args.Delete] | pulumi.Output[str] | None = None,
        adopt: pulumi.Input[bool] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare it.

        Args:
            resource_name: The resource's name in the stack.
            tuned_model: The tuned model, as `tunedModels/NAME`. Such as
                `tunedModels/number-generator-3f9c1ab2`.
            grantee_type: USER, GROUP, or EVERYONE.
            email_address: The email address of the user or group. Omit it with EVERYONE. Such as
                `someone@example.com`.
            role: READER or WRITER. Ownership is transferred, not granted by a permission.
            api_version: The version of the Gemini API to use:  `v1beta`, or `v1beta3` for the older
                PaLM models. Default: `v1beta`.
            delete: `deny` rejects every deletion of this resource: when it is removed from the
                program, renamed, replaced or destroyed. The default is the value of
                `google-tuning:delete`.
            adopt: Take over a permission that this grantee already has on the model instead of
                failing, regardless of who granted it.  Removing the resource then revokes it.
                Default: `false`.
            opts: Pulumi's options for a resource.

        """
        super().__init__(resource_name, pick_arguments(locals()), opts)

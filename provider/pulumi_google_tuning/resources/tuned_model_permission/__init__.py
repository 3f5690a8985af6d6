"""`TunedModelPermission`: who may use a tuned model.

Source: https://ai.google.dev/api/tuning/permissions.
"""

from __future__ import annotations

import pulumi

from pulumi_google_tuning.doors.dynamic.provider import LifecycleProvider
from pulumi_google_tuning.program.resource import TuningResource, pick_arguments
from pulumi_google_tuning.resources.tuned_model_permission.kind import PermissionKind


class TunedModelPermissionProvider(LifecycleProvider):
    """The provider of TunedModelPermission. Users' states hold this import path."""

    kind = PermissionKind()


class TunedModelPermission(TuningResource):
    """A permission of a user, a group or everyone on a tuned model.

    Source: https://ai.google.dev/api/tuning/permissions; the fields stand in
    schema/tuned_model_permission.schema.json.
    """

    _schema = PermissionKind.schema
    _provider_class = TunedModelPermissionProvider

    name: pulumi.Output[str]
    place: pulumi.Output[dict[str, str]]

    def __init__(  # noqa: PLR0913 - one argument a field
        self,
        resource_name: str,
        *,
        tuned_model: pulumi.Input[str],
        grantee_type: pulumi.Input[str],
        role: pulumi.Input[str],
        email_address: pulumi.Input[str] | None = None,
        api_version: pulumi.Input[str] | None = None,
        delete: pulumi.Input[str] | None = None,
        adopt: pulumi.Input[bool] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        arguments = pick_arguments(locals())
        # A grantee has one grant: a forced replacement, too, must revoke before it grants.
        first = pulumi.ResourceOptions(delete_before_replace=True)
        opts = pulumi.ResourceOptions.merge(first, opts)
        super().__init__(resource_name, arguments, opts)

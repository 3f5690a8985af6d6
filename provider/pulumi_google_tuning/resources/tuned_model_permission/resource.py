"""`TunedModelPermission`: who may use a tuned model.

Source: https://ai.google.dev/api/tuning/permissions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pulumi

from pulumi_google_tuning.doors.dynamic.provider import LifecycleProvider
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.resources.tuned_model_permission.typed.base import (
    TunedModelPermissionFields,
)

if TYPE_CHECKING:
    from pulumi_google_tuning.lifecycle.kind import Kind


class TunedModelPermissionProvider(LifecycleProvider):
    """The provider of TunedModelPermission. Users' states hold this import path."""

    @staticmethod
    def make_kind() -> Kind:
        """Return the kind; a program, which only refers to this class, doesn't import it."""
        from pulumi_google_tuning.resources.tuned_model_permission.kind import PermissionKind  # noqa: PLC0415

        return PermissionKind()


class TunedModelPermission(TunedModelPermissionFields):
    """A permission of a user, a group or everyone on a tuned model.

    Source: https://ai.google.dev/api/tuning/permissions. Every argument takes a plain value or an
    Output, and is an attribute, too.
    """

    _schema = ResourceSchema.load("tuned_model_permission")
    _provider_class = TunedModelPermissionProvider

    def _with_options(
        self, arguments: Mapping[str, Any], opts: pulumi.ResourceOptions | None
    ) -> pulumi.ResourceOptions | None:
        del arguments
        # A grantee has one grant: a forced replacement, too, must revoke before it grants.
        first = pulumi.ResourceOptions(delete_before_replace=True)
        return pulumi.ResourceOptions.merge(first, opts)

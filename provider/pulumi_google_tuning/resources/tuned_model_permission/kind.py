"""A permission's REST calls and how to read one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.fields.resource_schema import ResourceSchema, body_of
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import gemini
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError
from pulumi_google_tuning.lifecycle.identity import Identity
from pulumi_google_tuning.resources.gemini_kind import GeminiKind

if TYPE_CHECKING:
    from pulumi_google_tuning.data.checked_data import Data
    from pulumi_google_tuning.google.session import Session


_COLLECTION = "permissions"


class PermissionKind(GeminiKind):
    """A permission is known by its model and its grantee: the server chooses the rest of its name.

    Like a binding in Google's IAM, a grant that is there already is taken as made: a run that was
    cut off after its POST leaves exactly that, and granting the same twice is one grant.
    """

    schema = ResourceSchema.load("tuned_model_permission")
    noun = "permission"

    def id_for(self, inputs: Mapping[str, Any], name: str, identity: Identity | None) -> str:
        """Return what messages call it: not by its address, which may be secret."""
        del name, identity
        return f"{inputs['granteeType']} of {inputs['tunedModel']}"

    def find(self, session: Session, key: str, inputs: Mapping[str, Any]) -> Json | None:
        """Look for a permission of the same grantee on the same model."""
        del key
        url = gemini.path(inputs, f"{inputs['tunedModel']}/{_COLLECTION}")
        for permission in gemini.pages(session, url, "permissions"):
            if _grantee(permission) == _grantee(inputs):
                self._same_role(permission, inputs)
                return permission
        return None

    @staticmethod
    def _same_role(permission: Mapping[str, Any], inputs: Mapping[str, Any]) -> None:
        if permission.get("role") != inputs["role"]:
            raise LifecycleError(
                f"{permission.get('name')}: this grantee has the role "
                f"{permission.get('role')} on {inputs['tunedModel']} already, and this stack "
                f"didn't give it; declare that role, or remove the permission first"
            )

    def create(
        self, session: Session, key: str, inputs: Mapping[str, Any], data: Data | None, call: Call
    ) -> Json:
        """POST the permission."""
        del key, data, call
        url = gemini.path(inputs, f"{inputs['tunedModel']}/{_COLLECTION}")
        return session.send("POST", url, body=body_of(self.schema, inputs))


def _grantee(values: Mapping[str, Any]) -> tuple[str, str]:
    """Return what makes two grantees the same; an address has no case."""
    return str(values.get("granteeType")), str(values.get("emailAddress") or "").lower()

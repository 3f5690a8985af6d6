"""A permission's REST calls and how to read one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.fields.resource_schema import ResourceSchema, body_of
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import calls, gemini
from pulumi_google_tuning.lifecycle.abilities.found import KnownByInputs
from pulumi_google_tuning.lifecycle.call import Call
from pulumi_google_tuning.lifecycle.identity import Identity
from pulumi_google_tuning.lifecycle.importable import Importable
from pulumi_google_tuning.resources.gemini_kind import GeminiKind

if TYPE_CHECKING:
    from pulumi_google_tuning.data.checked_data import Data
    from pulumi_google_tuning.google.session import Session


_COLLECTION = "permissions"
_NAME = re.compile(rf"tunedModels/[^/]+/{_COLLECTION}/[^/]+")


class PermissionKind(KnownByInputs, Importable, GeminiKind):
    """A permission is known by its model and its grantee: the server chooses the rest of its name.

    A grant that is there already may be somebody else's, who would lose it when this resource goes.
    """

    schema = ResourceSchema.load("tuned_model_permission")
    noun = "permission"
    import_id = _NAME
    import_form = (
        "Write it as tunedModels/ID/permissions/PERMISSION, such as "
        "tunedModels/numbers-3f9c1ab2/permissions/123"
    )
    lists_with = "google-tuning import --permissions"

    def id_for(self, inputs: Mapping[str, Any], name: str, identity: Identity | None) -> str:
        """Return what messages call it: not by its address, which may be secret."""
        del name, identity
        return f"{inputs['granteeType']} of {inputs['tunedModel']}"

    def known_by(self, inputs: Mapping[str, Any]) -> str | None:
        """Return the model and the grantee, as far as they can be read."""
        known = [inputs.get(name) for name in ("tunedModel", "granteeType", "emailAddress")]
        if not all(isinstance(one, str) for one in known if one is not None) or None in known[:2]:
            return None
        return " ".join([str(known[0]), *_grantee(inputs)])

    def find(self, session: Session, key: str, inputs: Mapping[str, Any]) -> Json | None:
        """Look for a permission of the same grantee on the same model."""
        del key
        url = gemini.path(inputs, f"{inputs['tunedModel']}/{_COLLECTION}")
        permissions = gemini.pages(session, url, "permissions")
        found = next((one for one in permissions if _grantee(one) == _grantee(inputs)), None)
        if found is not None:
            calls.name_of(found, _NAME)
        return found

    def describe_found(self, obj: Mapping[str, Any], inputs: Mapping[str, Any]) -> str:
        """Return which role the grantee has."""
        return f"this grantee has the role {obj.get('role')} on {inputs['tunedModel']}"

    def create(
        self, session: Session, key: str, inputs: Mapping[str, Any], data: Data | None, call: Call
    ) -> Json:
        """POST the permission."""
        del key, data, call
        url = gemini.path(inputs, f"{inputs['tunedModel']}/{_COLLECTION}")
        made = session.send("POST", url, body=body_of(self.schema, inputs))
        calls.name_of(made, _NAME)  # one without a name is looked for
        return made

    def inputs_of_id(self, session: Session, object_id: str) -> Json:
        """Return the model."""
        del session
        return {"tunedModel": object_id.partition(f"/{_COLLECTION}/")[0]}


def _grantee(values: Mapping[str, Any]) -> tuple[str, str]:
    """Return what makes two grantees the same; an address has no case."""
    return str(values.get("granteeType")), str(values.get("emailAddress") or "").lower()

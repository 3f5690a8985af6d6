"""The host's answer to an import, which has no reference to a provider."""

from __future__ import annotations

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2
from support.world import World

from pulumi_google_tuning.doors.shared.tokens import former_token_of, token_of

pytestmark = pytest.mark.one_door("dynamic", "the native plugin imports: test_taken_in.py")

WAYS = {
    "TunedModel": "Declare it with `tuned_model_id` and `adopt=True`",
    "TunedModelPermission": "Declare it with the same model, grantee and role",
    "TuningDataset": "Declare it with its rows",
    "TuningJob": "can't be taken over",
}


def test_an_import_of_each_resource(world: World) -> None:
    """Each is one sentence with the way that there is; what isn't ours is Pulumi's own affair."""
    plugin = world.plugin()

    def refusal(token: str) -> str:
        urn = f"urn:pulumi:test::numbers::parent:is:Component${token}::it"
        with pytest.raises(grpc.RpcError) as refused:
            plugin.stub.Read(provider_pb2.ReadRequest(id="some/id", urn=urn))
        return str(refused.value.details())

    for title, way in WAYS.items():
        # Today's type, as the terminal shows it, and the first one.
        shown = f"pulumi-python:dynamic:{title}"
        for token in (token_of(title), shown, former_token_of(title)):
            sentence = refusal(token)
            assert sentence.startswith(f"it: a {title} can't be imported")
            assert way in sentence
            assert sentence.endswith("The native plugin can import it: see docs/importing.md")
    assert refusal(former_token_of("Nothing")) == "it: there is no resource type Nothing"
    assert "KeyError" in refusal(token_of("Nothing"))
    assert "KeyError" in refusal("pulumi-python:dynamic:Resource")
    assert world.emulator.requests() == []

"""The Gemini API's tuning messages, by API version.

From the published protos ``google.ai.generativelanguage.{v1beta,v1beta3}``.
"""

from __future__ import annotations

from google_tuning_emulator.wire.fields import Enum, Field, Message
from google_tuning_emulator.wire.shown import page_of

PACKAGE = "google.ai.generativelanguage"
VERSIONS = ("v1beta", "v1beta3")


class Messages:
    """The messages that one API version reads."""

    def __init__(self, version: str) -> None:
        beta = version != "v1beta3"
        prefix = f"{PACKAGE}.{version}"
        self.version = version
        self.state = Enum(
            f"{prefix}.TunedModel.State", STATE_UNSPECIFIED=0, CREATING=1, ACTIVE=2, FAILED=3
        )
        self.role = Enum(
            f"{prefix}.Permission.Role", ROLE_UNSPECIFIED=0, OWNER=1, WRITER=2, READER=3
        )
        self.grantee_type = Enum(
            f"{prefix}.Permission.GranteeType",
            GRANTEE_TYPE_UNSPECIFIED=0,
            USER=1,
            GROUP=2,
            EVERYONE=3,
        )
        self.tuned_model = self._tuned_model(prefix, beta=beta)
        self.permission = Message(
            f"{prefix}.Permission",
            {
                "name": Field("string"),
                "granteeType": Field("enum", enum=self.grantee_type),
                "emailAddress": Field("string"),
                "role": Field("enum", enum=self.role),
            },
        )
        self.transfer_ownership = Message(
            f"{prefix}.TransferOwnershipRequest",
            {"name": Field("string"), "emailAddress": Field("string")},
        )
        self.tuned_models = page_of("tunedModels", self.tuned_model)
        self.permissions = page_of("permissions", self.permission)

    def _tuned_model(self, prefix: str, *, beta: bool) -> Message:
        source = Message(
            f"{prefix}.TunedModelSource",
            {"tunedModel": Field("string"), "baseModel": Field("string")},
        )
        fields = {
            "tunedModelSource": Field("message", message=source, oneof="source_model"),
            "baseModel": Field("string", oneof="source_model"),
            "name": Field("string"),
            "displayName": Field("string"),
            "description": Field("string"),
            "temperature": Field("float"),
            "topP": Field("float"),
            "topK": Field("int32"),
            "state": Field("enum", enum=self.state),
            "createTime": Field("timestamp"),
            "updateTime": Field("timestamp"),
            "tuningTask": Field("message", message=_tuning_task(prefix, beta=beta)),
        }
        if beta:
            fields["readerProjectNumbers"] = Field("int64", repeated=True)
        return Message(f"{prefix}.TunedModel", fields)


def _tuning_task(prefix: str, *, beta: bool) -> Message:
    hyperparameters = {
        "epochCount": Field("int32"),
        "batchSize": Field("int32"),
        "learningRate": Field("float", oneof="learning_rate_option" if beta else ""),
    }
    if beta:
        hyperparameters["learningRateMultiplier"] = Field("float", oneof="learning_rate_option")
    example = Message(
        f"{prefix}.TuningExample", {"textInput": Field("string"), "output": Field("string")}
    )
    examples = Message(
        f"{prefix}.TuningExamples", {"examples": Field("message", repeated=True, message=example)}
    )
    dataset = Message(f"{prefix}.Dataset", {"examples": Field("message", message=examples)})
    snapshot = Message(
        f"{prefix}.TuningSnapshot",
        {
            "step": Field("int32"),
            "epoch": Field("int32"),
            "meanLoss": Field("float"),
            "computeTime": Field("timestamp"),
        },
    )
    return Message(
        f"{prefix}.TuningTask",
        {
            "startTime": Field("timestamp"),
            "completeTime": Field("timestamp"),
            "snapshots": Field("message", repeated=True, message=snapshot),
            "trainingData": Field("message", message=dataset),
            "hyperparameters": Field(
                "message", message=Message(f"{prefix}.Hyperparameters", hyperparameters)
            ),
        },
    )


MESSAGES = {version: Messages(version) for version in VERSIONS}

"""Pulumi's dynamic host with a class of ours: what serves a program in Python."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dill
from google.protobuf import json_format, struct_pb2
from pulumi.runtime.proto import provider_pb2

from pulumi_google_tuning.doors.shared.tokens import token_of
from pulumi_google_tuning.fields.spelling import camel
from pulumi_google_tuning.resources.tuned_model.resource import TunedModelProvider
from pulumi_google_tuning.resources.tuned_model_permission.resource import (
    TunedModelPermissionProvider,
)
from pulumi_google_tuning.resources.tuning_dataset.resource import TuningDatasetProvider
from pulumi_google_tuning.resources.tuning_job.resource import TuningJobProvider
from support import forks
from support.doors import DYNAMIC
from support.plugin import Plugin, Secret, plain

_PROVIDERS: Mapping[str, type[Any]] = {
    "TunedModel": TunedModelProvider,
    "TunedModelPermission": TunedModelPermissionProvider,
    "TuningDataset": TuningDatasetProvider,
    "TuningJob": TuningJobProvider,
}
_SECRETS = "__secretInputs"
_PROVIDER = "__provider"


class DynamicPlugin(Plugin):
    """A process of Pulumi's dynamic host."""

    door = DYNAMIC

    def __init__(
        self, title: str, folder: Path, config: dict[str, str], environment: dict[str, str]
    ) -> None:
        super().__init__(folder, environment, token_of(title))
        self._key = base64.b64encode(dill.dumps(_PROVIDERS[title]())).decode()
        args = struct_pb2.Struct()
        args.update({f"google-tuning:{name}": value for name, value in config.items()})
        self.stub.Configure(provider_pb2.ConfigureRequest(args=args))

    def _started(self, folder: Path, environment: dict[str, str]) -> Any:
        return forks.start(
            "plugin", [self.engine.address], folder, environment, errors=True
        ) or subprocess.Popen(
            [sys.executable, "-u", "-m", "pulumi.dynamic", self.engine.address],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def sent(self, values: Mapping[str, Any]) -> struct_pb2.Struct:
        """Return them in the clear, with the secret ones' names, as the program lists them."""
        secret = sorted(camel(key) for key, value in values.items() if isinstance(value, Secret))
        marks = {_PROVIDER: self._key, **({_SECRETS: secret} if secret else {})}
        struct = struct_pb2.Struct()
        struct.update({**plain(values), **marks})
        return struct

    def received(self, struct: struct_pb2.Struct) -> dict[str, Any]:
        """Return values with the secret ones marked again, as the state has them."""
        values: dict[str, Any] = json_format.MessageToDict(struct)
        values.pop(_PROVIDER, None)
        secret = values.pop(_SECRETS, None) or []
        return {key: Secret(one) if key in secret else one for key, one in values.items()}

"""The providers that the engine makes itself, by their names.

They are called `default`, `default_1_2_3` of a version, and so on with an address to download from:
https://github.com/pulumi/pulumi/blob/master/pkg/resource/deploy/providers/provider.go
"""

from __future__ import annotations

import re
from typing import Final

from pulumi_google_tuning.lifecycle.urn_names import name_of

_NAME: Final = re.compile(r"default(_\d+_\d+_\d+(_.*)?|_[a-z]+_/.*)?")


def is_default(provider_urn: str) -> bool:
    """Return whether the engine made a provider, of the stack's configuration; else a program."""
    return bool(_NAME.fullmatch(name_of(provider_urn)))

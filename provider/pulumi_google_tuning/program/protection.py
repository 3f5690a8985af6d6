"""`delete: deny` for the engine: it protects the resource, and refuses a delete in the preview.

A provider is asked nothing in the preview of a delete. The engine keeps `protect` in the state, so
it also refuses where the program no longer declares the resource, and in a `destroy`.
"""

from __future__ import annotations

from typing import Any

import pulumi

from pulumi_google_tuning.google.config.namespace import NAMESPACE
from pulumi_google_tuning.program.run import current_run

_ALLOWED = ("", "allow")


def protected(own: Any, opts: pulumi.ResourceOptions | None) -> pulumi.ResourceOptions | None:
    """Return a resource's options, protected where it, or else the configuration, denies deletes.

    `own` is the resource's `delete`; one that is known only later is the provider's to hear.
    """
    general = (pulumi.Config(NAMESPACE).get("delete") or "").strip()
    said = own if isinstance(own, str) else general
    # A word that is neither is an error of the check: until it is mended, nothing goes.
    if said in _ALLOWED:
        return opts
    run = current_run()
    if not run.said_protected:
        run.said_protected = True
        pulumi.log.info(
            "delete is deny, in the resource or in google-tuning:delete, so Pulumi protects the "
            "resource and refuses to delete it. To delete it, set delete to allow (for the stack: "
            "`pulumi config set google-tuning:delete allow`), run `pulumi up`, then delete it"
        )
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(protect=True))

"""How an existing object is taken over with `pulumi import`, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from pulumi_google_tuning.doors.shared.tokens import native_token_of
from pulumi_google_tuning.lifecycle.importable import Importable
from pulumi_google_tuning.resources.entry import Entry


def import_lines(entry: Entry, heading: str = "##") -> Iterator[str]:
    """Yield a section, with an empty line before it; nothing where a resource has no import."""
    kind = entry.kind
    if not isinstance(kind, Importable):
        return
    yield from ("", f"{heading} Import", "", "```sh")
    yield f"pulumi import {native_token_of(entry.title)} NAME ID"
    yield from ("```", "", f"{kind.import_form.replace('Write it as', 'Write `ID` as', 1)}.")
    for field in entry.schema.inputs:
        if field.holds_data:
            yield f"Google doesn't show `{field.name}`: give it in the program afterwards."

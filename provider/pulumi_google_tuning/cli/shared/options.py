"""The options that several commands have."""

from __future__ import annotations

from typing import Annotated

import typer

from pulumi_google_tuning.cli.shared.completion import complete_stack

Emulator = Annotated[
    str | None,
    typer.Option(help="Base URL of an emulator. No stack's configuration is read then."),
]
Project = Annotated[str | None, typer.Option(help="Google Cloud project, instead of the stack's.")]
Location = Annotated[
    str | None, typer.Option(help="Vertex AI location, instead of the stack's (us-central1).")
]
Stack = Annotated[
    str | None,
    typer.Option(
        help="Use this stack's configuration, not the selected one's.",
        autocompletion=complete_stack,
    ),
]
NoStack = Annotated[
    bool, typer.Option("--no-stack", help="Read no stack, only options and the environment.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, with Google's field names.")]

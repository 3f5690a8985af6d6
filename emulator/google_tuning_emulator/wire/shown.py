"""What the answers of several APIs have: pages, and operations."""

from __future__ import annotations

from google_tuning_emulator.wire.fields import Field, Message


def page_of(key: str, message: Message) -> Message:
    """Return what a list answers: a page of such messages."""
    items = Field("message", repeated=True, message=message)
    return Message(f"{key} page", {key: items, "nextPageToken": Field("string")})


OPERATION = Message(
    "google.longrunning.Operation",
    {
        "name": Field("string"),
        "metadata": Field("any"),
        "done": Field("bool"),
        "error": Field("any"),
        "response": Field("any"),
    },
)
OPERATIONS = page_of("operations", OPERATION)

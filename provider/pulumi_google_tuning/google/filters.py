"""What a session has learned of the filters of Google's lists, on which little is published."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class FilterSupport:
    """The forms of filters that Google was seen to refuse, and those that have found something.

    That one form is understood says nothing of another.
    """

    refused: set[str] = field(default_factory=set)
    honoured: set[str] = field(default_factory=set)

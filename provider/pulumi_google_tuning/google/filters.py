"""Which list filters Google accepts, as far as a session has seen: little is documented."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class FilterSupport:
    """The filter forms that Google rejected, and those that have found something.

    That one form works doesn't mean that another does.
    """

    refused: set[str] = field(default_factory=set)
    honoured: set[str] = field(default_factory=set)

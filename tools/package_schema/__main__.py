"""Writes the file: `python -m tools.package_schema`."""

from __future__ import annotations

from tools.package_schema import PATH, text

PATH.write_text(text(), encoding="utf-8")
print(f"wrote {PATH.name}")

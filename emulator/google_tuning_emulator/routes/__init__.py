"""The HTTP surface: one blueprint a collection, and the emulator's own under /_emulator/."""

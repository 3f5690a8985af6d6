"""The emulator as an archive that needs no Python: for trying the native plugin without it."""

"""A new file, there whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pulumi_google_tuning.data.problems import DataError


@contextmanager
def new_file(path: str, *, force: bool) -> Iterator[BinaryIO]:
    """Give a stream whose content becomes the file when nothing was raised.

    It is written under a temporary name beside it, and renamed. Raises DataError where the file is
    there already and `force` isn't given, or can't be written.
    """
    try:
        target = Path(path).resolve()
        _refuse(target, path, force=force)
        part = target.with_name(f".{secrets.token_hex(8)}.part")
        stream = part.open("xb")
    except ValueError:  # a NUL character
        raise DataError([f"{path}: can't be a path"]) from None
    except OSError as error:
        raise DataError([f"{path}: can't be written: {error.strerror}"]) from None
    try:
        with stream:
            yield stream
            _flush(stream, path)
        _put(part, target, path, force=force)
    finally:
        part.unlink(missing_ok=True)


def _flush(stream: BinaryIO, path: str) -> None:
    try:
        stream.flush()
        os.fsync(stream.fileno())
    except OSError as error:
        raise DataError([f"{path}: can't be written: {error.strerror}"]) from None


def _put(part: Path, target: Path, path: str, *, force: bool) -> None:
    try:
        if force:
            part.replace(target)
            return
        try:
            # Fails where somebody made the file in the meantime, which a rename would overwrite.
            os.link(part, target)
        except FileExistsError:
            _refuse(target, path, force=force)
        except OSError:  # a file system without links
            _refuse(target, path, force=force)
            part.rename(target)
    except OSError as error:
        raise DataError([f"{path}: can't be written: {error.strerror}"]) from None


def _refuse(target: Path, path: str, *, force: bool) -> None:
    if target.is_dir():
        raise DataError([f"{path}: is a folder; name the file to write"])
    if os.path.lexists(target) and not force:
        raise DataError([f"{path}: exists already. Choose another name, or overwrite it: --force"])

"""New files: all of them, or none."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pulumi_google_tuning.cli.init.templates import File
from pulumi_google_tuning.errors import GoogleTuningError

_HELD: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def write(folder: Path, files: Sequence[File]) -> None:
    """Write files that aren't there yet; raises GoogleTuningError, and leaves nothing then.

    Ctrl-C is heard before the first file or after the last one.
    """
    made: list[Path] = []
    with _held():
        try:
            for file in files:
                path = folder / file.path
                made += _make_folders(path.parent)
                with path.open("xb") as stream:  # fails where somebody made it in the meantime
                    made.append(path)
                    stream.write(file.content)
                if file.is_executable:
                    path.chmod(path.stat().st_mode | 0o111)
        except OSError as error:
            _remove(made)
            raise GoogleTuningError(
                f"{error.filename or folder}: {error.strerror}. Nothing was written."
            ) from None
        except BaseException:
            _remove(made)
            raise


def _make_folders(folder: Path) -> list[Path]:
    """Make a folder and those above it; return the new ones, the outermost first."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    missing.reverse()
    for one in missing:
        one.mkdir()
    return missing


def _remove(made: Sequence[Path]) -> None:
    for path in reversed(made):
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()


@contextmanager
def _held() -> Iterator[None]:
    """Have the signals that would end this process wait until the end of the block.

    A handler, and no mask: another thread of the process would take a masked signal.
    """
    heard: list[int] = []
    before = {number: signal.signal(number, lambda n, _: heard.append(n)) for number in _HELD}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)
    if heard:
        signal.raise_signal(heard[0])


def there_already(folder: Path, paths: Sequence[str]) -> list[str]:
    """Return those of the paths that something is at, a broken link too."""
    return [path for path in paths if os.path.lexists(folder / path)]

"""How old the catalogue is, to `doctor` and to the scheduled check."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pulumi_google_tuning.cli.doctor.catalogue_check import catalogue_age
from pulumi_google_tuning.cli.doctor.finding import Level
from pulumi_google_tuning.fields.catalogue import catalogue
from tools import catalogue_age as scheduled

AS_OF: date = catalogue().as_of


@pytest.mark.parametrize(
    ("days", "level"), [(0, Level.OK), (1, Level.OK), (60, Level.OK), (61, Level.WARN)]
)
def test_doctor_tells_the_age(days: int, level: Level) -> None:
    """The age is told in days, and warned of beyond sixty with what to do."""
    found = catalogue_age(AS_OF + timedelta(days=days))
    age = "1 day" if days == 1 else f"{days} days"
    assert (found.level, found.found) == (level, f"dated {AS_OF}, {age} old")
    assert ("upgrade" in found.fix) == (level is Level.WARN)


@pytest.mark.parametrize(("days", "code"), [(0, 0), (60, 0), (61, 1)])
def test_the_scheduled_check_fails_after_sixty_days(
    days: int, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """What runs on a schedule fails when the catalogue is old, and says where to read how."""
    assert scheduled.main(AS_OF + timedelta(days=days)) == code
    assert ("docs/base-models.md" in capsys.readouterr().out) == bool(code)

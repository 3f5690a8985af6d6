"""How old the catalogue of base models is: what a preview refuses and warns of rests on it."""

from __future__ import annotations

from datetime import date

from pulumi_google_tuning.cli.doctor.finding import Finding, Level
from pulumi_google_tuning.fields.catalogue import OLD_DAYS, catalogue

WHAT = "catalogue of base models"


def catalogue_age(today: date) -> Finding:
    """Tell the catalogue's age on a day; warn where it is old."""
    known = catalogue()
    days = known.age_days(today)
    age = "1 day" if days == 1 else f"{days} days"
    found = f"dated {known.as_of}, {age} old"
    if days > OLD_DAYS:
        fix = (
            "upgrade pulumi-google-tuning. If a check is wrong, set google-tuning:catalogue to warn"
        )
        return Finding(Level.WARN, WHAT, found, fix)
    return Finding(Level.OK, WHAT, found)

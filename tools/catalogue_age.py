"""Fails when the catalogue of base models is older than 60 days: it is time to ask Google's pages.

Run on a schedule (`make catalogue-age`), and never by the tests or by CI of a change: a day that
passes must not turn a change red. docs/base-models.md says how to renew the catalogue.
"""

from __future__ import annotations

import sys
from datetime import date

from pulumi_google_tuning.fields import instants
from pulumi_google_tuning.fields.catalogue import OLD_DAYS, catalogue


def main(today: date) -> int:
    """Tell the age on a day; return 1 where the catalogue has to be looked over."""
    known = catalogue()
    days = known.age_days(today)
    print(f"schema/catalogue.json is of {known.as_of}, {days} days old; {OLD_DAYS} are allowed")
    if days <= OLD_DAYS:
        return 0
    print('look its facts over: docs/base-models.md, "Renewing the catalogue"')
    return 1


if __name__ == "__main__":
    sys.exit(main(instants.today()))

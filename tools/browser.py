"""`python -m tools.browser`: print the path of a Chromium for the tests of the report's page."""

from __future__ import annotations

import os
import sys

from tools.steps import browser
from tools.steps.faults import SetupError

if __name__ == "__main__":
    try:
        print(browser.ensure(os.environ))
    except SetupError as error:
        sys.exit(f"setup failed: {error}")

"""``python -m emulator`` in a checkout, where the package may not be installed."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from google_tuning_emulator.__main__ import main

if __name__ == "__main__":
    sys.exit(main())

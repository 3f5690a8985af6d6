"""What people write today: Google's own client, and a thread for each model that waits."""

from __future__ import annotations

import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any

warnings.simplefilter("ignore")

# It warns on import, and has no types.
genai: Any = import_module("google.generativeai")
credentials: Any = import_module("google.auth.credentials")


def train(number: int) -> None:
    """Train one model and wait for it."""
    operation = genai.create_tuned_model(
        id=f"client-{number}",
        source_model="models/gemini-1.5-flash-001-tuning",
        training_data=[{"text_input": str(n), "output": str(n + 1)} for n in range(15)],
        epoch_count=5,
        batch_size=4,
    )
    operation.result()


if __name__ == "__main__":
    url, count = sys.argv[1], int(sys.argv[2])
    genai.configure(
        transport="rest",
        credentials=credentials.AnonymousCredentials(),
        client_options={"api_endpoint": url},
    )
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(train, range(count)))

"""What sets the checkout up and runs its stack; no part of the package."""

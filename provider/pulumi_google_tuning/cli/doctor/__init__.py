"""`google-tuning doctor`: credentials, APIs and versions, each finding with its fix."""

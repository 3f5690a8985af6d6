"""Credentials: where they come from, and the tokens that they give."""

"""Credentials: their sources, and the request headers made from them."""

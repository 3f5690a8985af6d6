"""Talking to Google: configuration, credentials, one session for three APIs, errors, retries.

Nothing here knows Pulumi or a resource.
"""

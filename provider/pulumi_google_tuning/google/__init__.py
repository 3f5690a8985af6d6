"""Google's side: configuration, credentials, one session for its three APIs, errors, retries.

Nothing here knows Pulumi or a resource.
"""

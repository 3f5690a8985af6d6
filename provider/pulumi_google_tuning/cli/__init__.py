"""The command line `google-tuning`: one file a command, and what they share behind an underscore.

It reads what Google and the stack's state say; only `orphans --delete` changes anything.
"""

"""The command line `google-tuning`: a file or a folder for each command, shared/ for all of them.

It reads what Google and the stack's state say; only `orphans --delete` changes anything.
"""

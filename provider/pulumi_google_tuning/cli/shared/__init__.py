"""What the commands share: the app's group, output, settings, sessions, the pulumi CLI."""

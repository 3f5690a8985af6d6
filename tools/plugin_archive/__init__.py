"""The plugin as an archive that needs no Python: `pulumi plugin install resource … --file`."""

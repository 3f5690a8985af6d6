"""The door to Pulumi's dynamic host, and the upgrade of that host."""

"""Everything that touches Pulumi: the door, and the upgrade of its dynamic host."""

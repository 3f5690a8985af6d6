"""`TunedModelPermission`: kind, class and entry. Nothing is imported here, so each comes alone."""

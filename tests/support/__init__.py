"""What the suites share: an emulator process, a Pulumi project, the plugin over gRPC."""

"""The door of the native plugin: Pulumi's provider protocol, for programs in every language."""

"""The plugin, as Pulumi starts it from this folder."""

from pulumi_google_tuning.plugin import main

if __name__ == "__main__":
    main()

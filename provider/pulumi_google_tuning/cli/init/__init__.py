"""`google-tuning init`: a project of one's own, from the templates that `pulumi new` reads too."""

"""The stack as data: what `google-tuning:resources` holds, declared."""

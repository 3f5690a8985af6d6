"""A tuned model's examples: pairs of input and output, read from any file form."""

"""What a field is: schema, values and their one form, comparison, and words for mistakes."""

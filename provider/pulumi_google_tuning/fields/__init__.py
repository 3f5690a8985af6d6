"""What a field is: its schema, its values, their one form, how they compare, and words for what is wrong."""

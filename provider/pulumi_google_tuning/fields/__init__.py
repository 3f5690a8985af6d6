"""What a field is: its schema, its values, how they compare, and messages of what is wrong."""

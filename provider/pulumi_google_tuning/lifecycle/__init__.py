"""What is true of every resource: check, diff, create, read, update, delete, and waiting."""

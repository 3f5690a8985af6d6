"""JSON as Google's front end reads and writes it, knowing no API."""

"""The process's way in: connections, the request log and faults around each request, the app."""

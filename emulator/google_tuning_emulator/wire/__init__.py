"""What goes over the wire, whatever the API: lenient JSON, errors, pages, bodies of any size."""

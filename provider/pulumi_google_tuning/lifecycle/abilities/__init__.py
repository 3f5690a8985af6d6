"""What a resource can do: see ability.py."""

"""Cloud Storage: what is kept, allowed and shown. The routes are in ``routes/storage``."""

"""What any door to Pulumi needs: backend, engine, cancellation, state, status line."""

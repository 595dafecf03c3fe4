"""What comes of reconciling: figures with their rung, and named refusals."""

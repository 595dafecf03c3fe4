"""A drafted response.yaml: what detection guessed, for a person to confirm line by line."""

"""A drafted response.yaml: what the survey guessed, for a person to confirm line by line."""

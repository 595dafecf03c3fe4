"""Letters that ask a force for the one number that would tighten the result most."""

"""What one more number from a force would tell."""

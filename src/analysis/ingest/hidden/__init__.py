"""Hidden matter stays hidden: found, told without its words, and never committed."""

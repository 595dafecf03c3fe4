"""How often the methods are right, measured on made-up processes whose truth is known."""

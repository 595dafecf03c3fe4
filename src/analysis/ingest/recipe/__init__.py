"""Tables read strictly by their confirmed recipe: found, unfolded, and nothing left unread."""

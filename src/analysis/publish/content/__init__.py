"""What is published, in words: one comparison, its numbers, its prose, its documents."""

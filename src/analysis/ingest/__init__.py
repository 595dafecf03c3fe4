"""A force's reply becomes observations: read, find, unfold, translate, check."""

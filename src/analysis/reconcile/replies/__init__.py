"""Replies as series: what each counts, in whom, and how much of it a window may rest on."""

"""Counts by rank, role, platform, nature, source and outcome, within a reply and between two."""

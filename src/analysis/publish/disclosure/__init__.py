"""The publication gate: nothing that could identify a person leaves, and the build says why not."""

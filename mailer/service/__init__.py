"""Use cases: what happens, in which order, in one transaction."""

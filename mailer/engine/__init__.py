"""Who wakes the loops, and nothing else: the rows are the truth, so no engine can double a mail."""

"""The only SQL: rows <-> frozen values."""

"""Pure: a parsed mail in, a verdict with its reasons out."""

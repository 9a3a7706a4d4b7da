"""The pages: a view in, a command out."""

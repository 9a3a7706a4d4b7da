"""What Kring says, in the language of whoever reads it."""

"""Kring: runs a recurring meeting by e-mail alone."""

__version__ = "0.1.0"

"""Delivery reports in whatever form mail systems write them, and what they say of each recipient."""

"""Captions written by hand, and what the rules for text find in them."""

"""Identifying writing in questions and captions: what surely identifies, and what to ask about."""

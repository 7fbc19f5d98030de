"""Conversations: one file per flow; each loads, decides, saves and tells."""

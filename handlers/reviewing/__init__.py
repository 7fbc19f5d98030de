"""Reviewing: what moderators see of a case, decide about it, and learn of the whole."""

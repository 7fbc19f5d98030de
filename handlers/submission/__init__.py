"""Submission: from a doctor's pictures to a complete draft, seen and attested by its author."""

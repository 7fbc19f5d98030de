"""Hides what identifies a patient: bytes in, findings and masked bytes out; knows no case and no doctor."""

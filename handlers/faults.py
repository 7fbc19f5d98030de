"""Faults in words for the log: what kind and where in the code, never what somebody wrote."""

import traceback


def describe(error: BaseException | None) -> str:
    """The kind of error and where it arose; its message may hold what a person wrote."""
    if error is None:
        return "unknown"
    frames = traceback.extract_tb(error.__traceback__)
    places = [
        f"{'/'.join(frame.filename.split('/')[-2:])}:{frame.lineno} {frame.name}"
        for frame in frames
    ]
    return f"{type(error).__name__} at " + " < ".join(reversed(places[-6:]))

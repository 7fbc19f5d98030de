"""Time zones as operators write them."""

from zoneinfo import available_timezones


def known_zone(name: str) -> str:
    """Raises ValueError for what is no time zone."""
    if name not in available_timezones():
        message = "is no time zone; write one such as Europe/Paris"
        raise ValueError(message)
    return name

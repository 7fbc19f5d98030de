"""Updates as they came: what stands in them is read without trusting that it is there."""

from typing import Any

Raw = dict[str, Any]


def part(raw: Raw, name: str) -> Raw:
    """What stands under a name; nothing, should Telegram one day mean something else by it."""
    found = raw.get(name)
    return found if isinstance(found, dict) else {}

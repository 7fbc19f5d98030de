"""Specialties: the codes that cases, members and channels share; handlers give them names."""

SPECIALTIES: tuple[str, ...] = (
    "dermatology",
    "radiology",
    "emergency",
    "general",
    "cardiology",
    "ophthalmology",
    "orthopaedics",
    "paediatrics",
    "surgery",
    "infectious",
    "dentistry",
    "other",
)


def own_first(own: str | None) -> tuple[str, ...]:
    """All specialties, the member's own at the head."""
    return tuple(sorted(SPECIALTIES, key=lambda code: code != own))

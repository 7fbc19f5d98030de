"""Specialties: the codes that cases, members and channels share; handlers give them names."""

from collections.abc import Iterable

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


# French specialties ("savoir-faire") and the dentist's profession, by channel.
FRENCH: dict[str, tuple[str, ...]] = {
    "dermatology": ("SM15",),
    "radiology": ("SM44", "SM55", "SM74", "SM94"),
    "emergency": ("SM59",),
    "general": ("SM26", "SM53", "SM54"),
    "cardiology": ("SM04", "SM73", "SM79", "SM80", "SM81"),
    "ophthalmology": ("SM38", "SM85"),
    "orthopaedics": ("SM08", "SM70"),
    "paediatrics": ("SM40", "SM87", "SM88", "SM89", "SM90"),
    "surgery": (
        *("SM05", "SM06", "SM07", "SM09", "SM10", "SM11", "SM12", "SM13", "SM14", "SM31"),
        *("SM68", "SM69", "SM78"),
    ),
    "infectious": ("SM58",),
    "dentistry": ("SM56", "SCD01", "SCD02", "SCD03", "40C", "40M", "40E"),
}
# The taxonomy of the United States, by the beginning of its codes.
AMERICAN: dict[str, tuple[str, ...]] = {
    "dermatology": ("207N",),
    "radiology": ("2085",),
    "emergency": ("207P",),
    "general": ("207Q", "208D"),
    "cardiology": ("207RC0000X", "207RC0001X", "207RI0011X", "207RI0001X"),
    "ophthalmology": ("207W",),
    "orthopaedics": ("207X",),
    "paediatrics": ("2080",),
    "surgery": ("2086", "2082", "208G", "207T", "208C", "2088"),
    "infectious": ("207RI0200X",),
    "dentistry": ("1223",),
}
ANY_OTHER = "other"


def channels_of(codes: Iterable[str]) -> frozenset[str]:
    """The channels that a registry's codes lead to; specialties without one lead to "other".

    Empty when the codes name no specialty at all.
    """
    found = set()
    for code in codes:
        if code.startswith("S") or code in FRENCH["dentistry"]:
            found.add(_channel(FRENCH, code))
        elif len(code) == len("207N00000X"):
            found.add(_channel(AMERICAN, code))
    return frozenset(found)


def _channel(table: dict[str, tuple[str, ...]], code: str) -> str:
    return next((name for name, begins in table.items() if code.startswith(begins)), ANY_OTHER)


def agrees(specialty: str | None, codes: Iterable[str]) -> bool | None:
    """Whether the claimed channel is one of the registry's; None when the registry names none."""
    channels = channels_of(codes)
    return specialty in channels if channels else None

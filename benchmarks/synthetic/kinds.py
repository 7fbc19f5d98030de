"""The conditions of the bench as recipes, and how two of them combine in one picture."""

from dataclasses import dataclass, replace

GREY = ("chest", "bone", "slice", "ultrasound")
COLOURED = ("skin", "room", "endoscopy", "retina", "histology")
ALL = (*GREY, *COLOURED, "label", "tracing")


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to write. Heights are line heights in pixels, or shares of the picture's when large.

    `surface` is the range of grey the writing must stand on, with the subject below it.
    """

    turn: float | None = None
    slant: bool = False
    height: tuple[int, int] | None = None
    large: bool = False
    ink: str = "free"
    hand: bool = False
    speckle: bool = False
    cut: bool = False
    subject: bool = False
    surface: tuple[int, int] | None = None
    backgrounds: tuple[str, ...] = ALL


RECIPES = {
    "plain": Recipe(),
    "low-contrast": Recipe(ink="faint", height=(18, 48)),
    "speckle": Recipe(speckle=True, height=(18, 48), backgrounds=("ultrasound", "slice")),
    "handwriting": Recipe(hand=True, height=(24, 64)),
    "turned-90": Recipe(turn=90),
    "turned-180": Recipe(turn=180),
    "turned-270": Recipe(turn=270),
    "slanted": Recipe(slant=True),
    "cut": Recipe(cut=True),
    "very-large": Recipe(large=True),
    "small": Recipe(height=(10, 14)),
    "bright-anatomy": Recipe(
        subject=True, surface=(140, 225), backgrounds=("chest", "bone", "slice")
    ),
    "dark-anatomy": Recipe(
        subject=True, surface=(12, 85), backgrounds=("chest", "slice", "ultrasound")
    ),
    "colour": Recipe(ink="colour", backgrounds=("ultrasound", *COLOURED)),
    "label": Recipe(ink="dark", subject=True, backgrounds=("label",)),
    "lesion": Recipe(subject=True, backgrounds=("skin",)),
}
TURNS = ("turned-90", "turned-180", "turned-270", "slanted", "cut")
# What may join a first condition without making a line that no person could read.
PARTNERS = {
    "low-contrast": TURNS,
    "speckle": (*TURNS, "handwriting", "colour"),
    "handwriting": (*TURNS, "speckle", "label", "lesion", "colour", "dark-anatomy"),
    "turned-90": ("low-contrast", "speckle", "handwriting", "colour", "label", "small"),
    "turned-180": ("low-contrast", "speckle", "handwriting", "colour", "label", "small"),
    "turned-270": ("low-contrast", "speckle", "handwriting", "colour", "label", "small"),
    "slanted": ("low-contrast", "speckle", "handwriting", "colour", "label", "lesion"),
    "cut": ("low-contrast", "speckle", "handwriting", "colour", "very-large"),
    "very-large": ("turned-90", "turned-270", "slanted", "colour", "handwriting", "lesion"),
    "small": ("turned-90", "turned-270", "colour", "label", "lesion", "dark-anatomy"),
    "bright-anatomy": TURNS[:4],
    "dark-anatomy": (*TURNS[:4], "small", "handwriting"),
    "colour": (*TURNS, "small", "handwriting"),
    "label": (*TURNS[:4], "handwriting", "small"),
    "lesion": (*TURNS[:4], "handwriting", "small", "very-large"),
}


def joined(first: Recipe, second: Recipe) -> Recipe:
    """Both recipes at once: what the second sets, on the backgrounds both allow."""
    plain = Recipe()
    wanted = {
        field: getattr(second, field)
        for field in Recipe.__slots__
        if getattr(second, field) != getattr(plain, field)
    }
    if first.height and second.height:
        wanted["height"] = (
            max(first.height[0], second.height[0]),
            min(first.height[1], second.height[1]),
        )
    both = tuple(b for b in first.backgrounds if b in second.backgrounds)
    return replace(first, **(wanted | {"backgrounds": both}))

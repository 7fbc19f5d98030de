"""The free fonts of the bench, split so that the kept half holds writing never tuned on."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

PACKAGES = (
    "fonts-dejavu fonts-liberation fonts-freefont-ttf fonts-lato fonts-roboto-unhinted "
    "fonts-open-sans fonts-breip fonts-femkeklaver fonts-kristi fonts-dancingscript "
    "fonts-humor-sans fonts-comfortaa fonts-dkg-handwriting fonts-ecolier-court fonts-rufscript "
    "fonts-lobster"
)
FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
ACCENTS = "éèêëàâçîïôùûÉÈÇœ"
# A private-use character no text font draws: what it looks like is the box for "missing".
NO_GLYPH = "\U0010fffe"


class MissingFontsError(Exception):
    """Fonts of the bench are not installed; the sentence says which package brings them."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """Files of printed and of handwriting-like fonts."""

    printed: tuple[Path, ...]
    hand: tuple[Path, ...]


TUNING_PRINTED = (
    "DejaVuSans DejaVuSansMono DejaVuSerif LiberationSans-Regular LiberationSans-Bold "
    "LiberationMono-Regular FreeSans FreeSerif Lato-Regular Roboto-Regular"
)
TUNING_HAND = "Breip femkeklaver DancingScript-Regular dkg Ecolier-court"
KEPT_PRINTED = (
    "DejaVuSans-Bold DejaVuSansCondensed LiberationSans-Regular LiberationSerif-Regular "
    "LiberationSansNarrow-Regular FreeMonoBold OpenSans-Regular OpenSans-CondBold "
    "RobotoCondensed-Regular Comfortaa-Regular"
)
KEPT_HAND = "Kristi Humor-Sans DancingScript-Bold dkgBI Rufscript010 lobster"


def installed(printed: str, hand: str) -> Fonts:
    """Find the named fonts (file stems, apart by spaces); MissingFontsError names absent ones."""
    found = {p.stem: p for folder in FOLDERS for p in sorted(folder.rglob("*.[to]tf"))}
    missing = [name for name in f"{printed} {hand}".split() if name not in found]
    if missing:
        raise MissingFontsError(
            f"These fonts are missing: {', '.join(missing)}. "
            f"Install them with: apt-get install -y --no-install-recommends {PACKAGES}"
        )
    files = [tuple(found[name] for name in group.split()) for group in (printed, hand)]
    return Fonts(*files)


@lru_cache(maxsize=4096)
def opened(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=8192)
def _ink(path: Path, character: str) -> bytes:
    mask = opened(path, 40).getmask(character)
    return bytes(mask) if any(mask.size) else b""


def can_write(path: Path, text: str) -> bool:
    """Whether the font draws every character of `text` itself, accents included."""
    nothing = (b"", _ink(path, NO_GLYPH))
    return all(c == " " or _ink(path, c) not in nothing for c in text)


@lru_cache(maxsize=4096)
def size_for(path: Path, height: int) -> int:
    """The font size whose line, from capital to descender, is `height` pixels tall."""
    _, top, _, bottom = opened(path, 200).getbbox("Hg")
    return max(6, round(height * 200 / (bottom - top)))

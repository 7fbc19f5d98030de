"""Languages, and the names that people read for the words of the rules.

English is the source: msgids are English sentences. Every function takes the translator of the
person who will read, as `_`.
"""

import gettext
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path

from handlers.guarding import guarded, seen
from moderation.application import AskReason, RefuseReason
from moderation.case import AgeBand, Attestation, CaseState, Sex
from moderation.member import Role, Standing
from moderation.review import Reason, Risk

LOCALE = Path(__file__).parent / "locale"
LANGUAGES = ("fr", "en")
DOMAIN = "medpics"

Translate = Callable[[str], str]
TranslateMany = Callable[[str, str, int], str]


@dataclass(frozen=True, slots=True)
class Speech:
    """One language: `_` for sentences, `_n` for counted ones."""

    code: str
    translations: gettext.NullTranslations

    def say(self, message: str) -> str:
        return self.translations.gettext(message)

    def count(self, one: str, many: str, number: int) -> str:
        return self.translations.ngettext(one, many, number).format(number=number)


class Texts:
    """All languages, loaded once; raises FileNotFoundError when a catalogue is not compiled."""

    def __init__(self, folder: Path = LOCALE) -> None:
        self._speeches = {
            "en": Speech("en", gettext.NullTranslations()),
            "fr": Speech("fr", gettext.translation(DOMAIN, folder, ["fr"])),
        }

    def of(self, language: str) -> Speech:
        return self._speeches.get(language, self._speeches["en"])


def language_of(code: str | None) -> str:
    """The nearest of our languages to a Telegram language code such as "fr-CA"."""
    return "fr" if (code or "").lower().startswith("fr") else "en"


def quoted(text: str) -> str:
    """A person's words inside our HTML: no tag of theirs, and nothing that Telegram links."""
    return escape(guarded(text), quote=False)


def plain(text: str) -> str:
    """An operator's words, safe inside our HTML; what is an address in them works as one."""
    return escape(text, quote=False)


def copied(text: str) -> str:
    """A person's words to be copied: Telegram makes no links of code."""
    return f"<code>{escape(seen(text), quote=False)}</code>"


def units(text: str) -> int:
    """The length of a person's words as Telegram counts what is shown of them: in UTF-16 units, so
    most emoji are two, with the joiners that guard them.
    """
    return len(guarded(text).encode("utf-16-le")) // 2


def shortened(text: str, limit: int) -> str:
    """The longest beginning of a text that has at most `limit` of Telegram's units."""
    lengths = range(len(text) + 1)
    return text[: bisect_right(lengths, limit, key=lambda length: units(text[:length])) - 1]


def role_name(_: Translate, role: Role | None) -> str:
    names = {
        Role.DOCTOR: _("Doctor"),
        Role.STUDENT: _("Student"),
        Role.OTHER: _("Other health professional"),
    }
    return names[role] if role else "?"


def standing_name(_: Translate, standing: Standing) -> str:
    names = {
        Standing.VISITOR: _("visitor"),
        Standing.APPLICANT: _("applicant"),
        Standing.VERIFIED: _("verified"),
        Standing.REFUSED: _("refused as an applicant"),
        Standing.SUSPENDED: _("suspended"),
        Standing.LAPSED: _("lapsed"),
        Standing.ERASED: _("erased"),
    }
    return names[standing]


def specialty_name(_: Translate, code: str | None) -> str:
    names = {
        "dermatology": _("Dermatology"),
        "radiology": _("Radiology"),
        "emergency": _("Emergency medicine"),
        "general": _("General practice"),
        "cardiology": _("Cardiology"),
        "ophthalmology": _("Ophthalmology"),
        "orthopaedics": _("Orthopaedics"),
        "paediatrics": _("Paediatrics"),
        "surgery": _("Surgery"),
        "infectious": _("Infectious diseases"),
        "dentistry": _("Dentistry"),
        "other": _("Other specialty"),
    }
    return names.get(code or "", "?")


def age_name(_: Translate, age: AgeBand | None) -> str:
    names = {
        AgeBand.M0: _("0–2 months"),
        AgeBand.M3: _("3–11 months"),
        AgeBand.M12: _("12–23 months"),
        AgeBand.Y90: _("90 and over"),
        AgeBand.UNSAID: _("Not stated"),
    }
    years = _("{band} years")
    return names.get(age, years.format(band=age.replace("-", "–"))) if age else "?"


def sex_name(_: Translate, sex: Sex | None) -> str:
    names = {Sex.FEMALE: _("Female"), Sex.MALE: _("Male"), Sex.UNSAID: _("Not stated")}
    return names[sex] if sex else "?"


def state_name(_: Translate, state: CaseState) -> str:
    names = {
        CaseState.DRAFT: _("draft"),
        CaseState.SUBMITTED: _("with the moderators"),
        CaseState.CHANGES_ASKED: _("changes asked"),
        CaseState.REJECTED: _("not accepted"),
        CaseState.APPROVED: _("approved, about to appear"),
        CaseState.PUBLISHED: _("published"),
        CaseState.HIDDEN: _("hidden while moderators look at it"),
        CaseState.WITHDRAWN: _("withdrawn"),
        CaseState.TAKEN_DOWN: _("taken down"),
        CaseState.DISCARDED: _("discarded"),
    }
    return names[state]


def attestation_line(_: Translate, line: Attestation) -> str:
    lines = {
        Attestation.CARER: _("I treat this patient, or I am authorised to use these pictures."),
        Attestation.INFORMED: _("The patient is informed and does not object."),
        Attestation.WRITTEN: _(
            "The patient consented in writing (needed if anybody, even the patient, could "
            "recognise them)."
        ),
        Attestation.REMOVED: _(
            "No name, date or place is left, neither in the pictures nor in my words."
        ),
        Attestation.TATTOO: _("No tattoo, or every tattoo that could identify is hidden."),
        Attestation.NOT_KIN: _("The patient is neither me nor a relative of mine."),
    }
    return lines[line]


def attestation_label(_: Translate, line: Attestation) -> str:
    labels = {
        Attestation.CARER: _("My patient / authorised"),
        Attestation.INFORMED: _("Informed, no objection"),
        Attestation.WRITTEN: _("Consented in writing"),
        Attestation.REMOVED: _("Nothing identifying left"),
        Attestation.TATTOO: _("No tattoo, or hidden"),
        Attestation.NOT_KIN: _("Not me, not a relative"),
    }
    return labels[line]


def reason_name(_: Translate, reason: str | None) -> str:
    """A canned reason in the reader's language; a free one as its author wrote it, made safe."""
    names: dict[str, str] = {
        Reason.IDENTIFIABLE: _("The patient could still be recognised."),
        Reason.HIDES_TOO_MUCH: _("The masks hide what matters clinically."),
        Reason.QUESTION_UNCLEAR: _("The question is not clear."),
        Reason.WRONG_SPECIALTY: _("Another specialty would answer better."),
        Reason.POOR_PICTURE: _("The picture is too blurred or too small."),
        Reason.CONSENT: _("The patient's agreement is in doubt."),
        Reason.NOT_MEDICAL: _("This is not a medical case."),
    }
    return names.get(reason or "") or quoted(reason or "")


def risk_name(_: Translate, risk: Risk) -> str:
    names = {
        Risk.FACE: _("a face was found"),
        Risk.MINOR: _("the patient may be a minor"),
        Risk.DOUBT: _("the masking is in doubt: look closely"),
        Risk.NEWCOMER: _("one of the author's first cases"),
    }
    return names[risk]


def admission_reason(_: Translate, reason: str | None) -> str:
    """A canned reason in the reader's language, a free one as written, made safe."""
    names: dict[str, str] = {
        AskReason.PHOTO: _("The photo of the card cannot be read."),
        AskReason.NUMBER: _("The number does not match the card."),
        AskReason.NAME: _("The name does not match the card."),
        AskReason.ROLE: _("The role does not match the card."),
        AskReason.SPECIALTY: _("The specialty does not match the card."),
        RefuseReason.NO_PROOF: _("The proof is not sufficient."),
        RefuseReason.NOT_HEALTH: _("MedPics is for health professionals and students only."),
    }
    return names.get(reason or "") or quoted(reason or "")

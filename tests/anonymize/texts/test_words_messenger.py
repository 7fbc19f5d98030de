"""Captions as thumbs type them: small letters, shortened words, schools, brands and signs."""

import pytest

from anonymize import Identifier, identifiers

SURE = (
    ("il s'appelle ousmane diallo", "ousmane diallo", Identifier.NAME),
    ("Pt initials AB, rash", "AB", Identifier.NAME),
    ("enfant Nguyen Thi Lan, toux", "Nguyen Thi Lan", Identifier.NAME),
    ("revue le 12 nov pour avis", "12 nov", Identifier.DATE),
    ("patiente de 91a, chute", "91a", Identifier.AGE),
    ("vu aux urgences de Lariboisière", "urgences de Lariboisière", Identifier.HOSPITAL),
    ("seen at Sunrise Care Home", "Sunrise Care Home", Identifier.HOSPITAL),
    ("Acc# RX-5529013, nodule", "RX-5529013", Identifier.RECORD_NUMBER),
    (
        "at 22B Station Road, Leeds LS6 3AB, ulcer",
        "22B Station Road, Leeds LS6 3AB",
        Identifier.ADDRESS,
    ),
)
ASKED = (
    ("vu ousmane diallo hier", "ousmane diallo", Identifier.NAME),
    ("tyler is 4, wheeze", "tyler", Identifier.NAME),
    ("vu Thi Mai Pham, toux", "Thi Mai Pham", Identifier.NAME),
    ("with Le Thi Hoa today", "Le Thi Hoa", Identifier.NAME),
    ("with Le Thi Hoa DOB known", "Le Thi Hoa", Identifier.NAME),
    ("joue à l'US Trifouillis", "US Trifouillis", Identifier.PLACE),
    ("élève au lycée Zola-Zed", "lycée Zola-Zed", Identifier.PLACE),
    ("pupil at Qwerfield Primary", "Qwerfield Primary", Identifier.PLACE),
    ("il travaille chez Zorglub", "travaille chez Zorglub", Identifier.PLACE),
)
CLINICAL = (
    "Vit K 2mg po",
    "sd de Kawasaki incomplet",
    "Baker rompu ou TVP",
    "Bell's or Ramsay Hunt?",
    "Ramsay Hunt versus Bell, vesicles",
    "Dupuytren stade II",
    "poussée sous Zorglubine",
    "prurit, Delursan, Ilomédine, Ciloxan, Mavyret, Accutane",
    "EVAR, LMCA, CRVO, PUPPP, VZIG",
    "Wellens, Tubiana 2, Bethesda IV, Parkland",
    "vu Zorglub 40 mg, vu Zorglub 3.6, vu ZRGO 3, vu Zorglub IV",
    "retour du Mali, back from Peru",
)


def found(text: str) -> list[tuple[str, Identifier, bool]]:
    return [(text[each.start : each.end], each.kind, each.sure) for each in identifiers(text)]


@pytest.mark.parametrize(("text", "words", "kind"), SURE)
def test_what_is_announced_is_sure(text: str, words: str, kind: Identifier) -> None:
    """Small letters, shortened months and ages, care homes and whole British addresses."""
    assert found(text) == [(words, kind, True)]


@pytest.mark.parametrize(("text", "words", "kind"), ASKED)
def test_what_only_looks_so_is_asked(text: str, words: str, kind: Identifier) -> None:
    """Listed names beside each other, schools, clubs and employers."""
    assert found(text) == [(words, kind, False)]


@pytest.mark.parametrize("text", CLINICAL)
def test_messenger_medicine_is_left_alone(text: str) -> None:
    """Brands, scores, eponyms in shortened phrases, countries, and what follows "sous"."""
    assert found(text) == []


def test_doses_of_a_day_are_only_asked_about() -> None:
    """After a drug three small numbers may be doses; after anything else they are a date."""
    assert not identifiers("adenosine 6/12/12 failed")[0].sure
    assert identifiers("naissance 6/12/12")[0].sure


@pytest.mark.parametrize("name", ["Gurpreet", "Chukwuemeka", "Agnieszka", "Yıldız", "Joaquim"])
def test_names_of_many_origins_are_asked_at_the_very_start(name: str) -> None:
    """There the capital says nothing, so only the lists can tell."""
    assert [each.sure for each in identifiers(f"{name}, fièvre")] == [False]


def test_a_name_never_takes_letters_out_of_a_longer_word() -> None:
    """The first letter of "G3P2" is no initial of the name before it."""
    assert found("SOW AMINATA G3P2, HELLP")[0] == ("SOW AMINATA", Identifier.NAME, True)


@pytest.mark.parametrize("text", ["vu ZRGO 45 ans", "vu Zorglub 4 ans", "vu Zorglub 45"])
def test_an_age_is_no_score(text: str) -> None:
    """An unknown capital before years, or before two digits, is still asked about."""
    assert [kind for _, kind, _ in found(text)] == [Identifier.NAME]

"""What is found in questions and captions, what is left alone, and where the offsets point."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anonymize import Identifier, Passage, identifiers, identifiers_in_name, safe_name, without

SURE = (
    ("Mme Kawasaki va bien", "Kawasaki", Identifier.NAME),
    ("vu par le Dr J.-P. Marchand hier", "J.-P. Marchand", Identifier.NAME),
    ("M. de La Fontaine tousse", "de La Fontaine", Identifier.NAME),
    ("mme dupont revient", "dupont", Identifier.NAME),
    ("Mme d’Estaing", "d’Estaing", Identifier.NAME),
    ("Mr O’Connor fell", "O’Connor", Identifier.NAME),
    ("avis pour SMITH, Jane svp", "SMITH, Jane", Identifier.NAME),
    ("patient nommé Karim Haddad", "Karim Haddad", Identifier.NAME),
    ("né le 12/03/54", "12/03/54", Identifier.DATE),
    ("opéré le 12 mars 1954", "12 mars 1954", Identifier.DATE),
    ("born March 12th, 1954", "March 12th, 1954", Identifier.DATE),
    ("bilan 2024-03-12 ok", "2024-03-12", Identifier.DATE),
    ("femme de 92 ans", "92 ans", Identifier.AGE),
    ("a 93-year-old lady", "93-year-old", Identifier.AGE),
    ("tel 06.12.34.56.78", "06.12.34.56.78", Identifier.PHONE),
    ("call +44 7911 123456 now", "+44 7911 123456", Identifier.PHONE),
    ("à jean.martin@chu-lille.fr", "jean.martin@chu-lille.fr", Identifier.MAIL),
    ("a (at) gmail.com", "a (at) gmail.com", Identifier.MAIL),
    ("son compte @karim.h59", "@karim.h59", Identifier.LINK),
    ("voir https://x.org/p?1", "https://x.org/p?1", Identifier.LINK),
    ("sécu 2 54 03 2A 350 123 44", "2 54 03 2A 350 123 44", Identifier.NATIONAL_NUMBER),
    ("NHS 943 476 5919", "943 476 5919", Identifier.NATIONAL_NUMBER),
    ("IPP 8001234567", "8001234567", Identifier.RECORD_NUMBER),
    ("dossier n° 2021-45879", "2021-45879", Identifier.RECORD_NUMBER),
    ("RPPS 10003456789", "10003456789", Identifier.PROFESSIONAL),
    ("voiture AB-123-CD", "AB-123-CD", Identifier.PLATE),
    ("au 12 rue des Lilas", "12 rue des Lilas", Identifier.ADDRESS),
    ("à 59000 Lille", "59000 Lille", Identifier.PLACE),
    ("habite à lens", "lens", Identifier.PLACE),
    ("suivi au CHU de Lille", "CHU de Lille", Identifier.HOSPITAL),
    ("le 12345678 au fond", "12345678", Identifier.NUMBER),
)
ASKED = (
    ("vu avec Nadia ce matin", "Nadia", Identifier.NAME),
    ("opéré en mars 2021", "mars 2021", Identifier.DATE),
    ("lundi 12 malaise", "lundi 12", Identifier.DATE),
    ("J.D., 45 ans", "J.D.", Identifier.NAME),
    ("patient de Marseille", "Marseille", Identifier.PLACE),
    ("vu Kawasaki ce matin", "Kawasaki", Identifier.NAME),
    ("vu Дмитрий hier", "Дмитрий", Identifier.NAME),
)
CLINICAL = (
    "maladie de Kawasaki, syndrome d'Ehlers-Danlos, Charcot-Marie-Tooth, Salter-Harris II",
    "Crohn sous Humira 40 mg, Augmentin 1 g x 3/j, Kardégic 75",
    "APGAR 9-10-10, Glasgow 15, CHA2DS2-VASc 4, BI-RADS 4, Gleason 3+4, ASA 3",
    "L4-L5, C7, T12, T2 FLAIR, T2N1M0, BRCA1, CRP 124 mg/L, Hb 9,8 g/dL, TA 120/80",
    "homme de 54 ans, 54yo, 54M, 54F, J5 post-op, POD 3, 32 SA + 4, 38,5 °C, 8 h 30",
    "Staphylococcus aureus, E. coli, M. tuberculosis, IRM, TDM, HTA, AVC, BPCO, COPD, MRI",
    "plaquettes 250 000/mm3, HBV DNA 1200000 UI/mL, PMID 31234567, D-dimères 2300",
    "Patient de 60 ans. Douleur thoracique. Avis svp ? Merci d'avance, cordialement",
    "MR imaging, severe MR, PR 240 ms, dose 1-0-1, Snellen 20/200",
)


def found(text: str) -> list[tuple[str, Identifier, bool]]:
    return [(text[each.start : each.end], each.kind, each.sure) for each in identifiers(text)]


@pytest.mark.parametrize(("text", "words", "kind"), SURE)
def test_a_sure_identifier_is_found_whole(text: str, words: str, kind: Identifier) -> None:
    """Exactly the identifying characters, with their kind."""
    assert found(text) == [(words, kind, True)]


@pytest.mark.parametrize(("text", "words", "kind"), ASKED)
def test_a_doubtful_one_is_only_asked(text: str, words: str, kind: Identifier) -> None:
    """Names, towns and vague dates without an announcement are for a doctor to decide."""
    assert found(text) == [(words, kind, False)]


@pytest.mark.parametrize("text", CLINICAL)
def test_clinical_writing_is_left_alone(text: str) -> None:
    """Eponyms, drugs, scores, values and abbreviations are neither replaced nor asked about."""
    assert found(text) == []


def test_invisible_and_wide_characters_hide_nothing() -> None:
    """Offsets point into the original, over every disguise."""
    text = "M. Du\u200bpont né le １２／０３／５４, Mme Be\u0301rard"
    words = [words for words, _, _ in found(text)]
    assert words == ["Du\u200bpont", "１２／０３／５４", "Be\u0301rard"]


def test_the_same_text_composed_or_not_is_found() -> None:
    """A split accent changes the offsets and nothing else."""
    text = "Mme Bérard et le Dr Müller"
    split = unicodedata.normalize("NFD", text)
    assert len(identifiers(split)) == len(identifiers(text)) == 2


def test_passages_are_replaced_by_their_labels() -> None:
    """The rest of the text stays as it was."""
    text = "Mme Dupont, 06 12 34 56 78, CRP 12"
    masked = without(text, identifiers(text), lambda kind: f"[{kind}]")
    assert masked == "Mme [name], [phone], CRP 12"


@pytest.mark.parametrize("label", ["[nom]", "[numéro de dossier]", "[e-mail]", "[date]"])
def test_labels_are_never_found_again(label: str) -> None:
    """A rewritten text has nothing left, in titles and before towns either."""
    text = "Mme Dupont née le 12/03/54 habite 59000 Lille, tel 0612345678, IPP 8001234567"
    masked = without(text, identifiers(text), lambda kind: label)
    assert identifiers(masked) == ()


@settings(deadline=None, max_examples=60)
@given(
    st.text(alphabet=st.sampled_from("Mme. DupontJ'é1290/-:@+[]\n \u0301\u200b１"), max_size=120)
)
def test_passages_are_ordered_apart_and_inside(text: str) -> None:
    """Whatever is sent, the ranges are half-open, not empty and never overlap."""
    at = 0
    for each in identifiers(text):
        assert at <= each.start < each.end <= len(text)
        at = each.end


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("DUPONT_Jean_1954-03-12.jpg", "[name]_[date].jpg"),
        ("mme.durand.genou.png", "mme.[name].genou.png"),
        ("martin-radio.jpeg", "[name]-radio.jpeg"),
        ("IMG_0042.JPG", "IMG_0042.JPG"),
        ("thorax.face.png", "thorax.face.png"),
    ],
)
def test_names_of_files_lose_what_identifies(name: str, safe: str) -> None:
    """Underscores, dots and dashes part the words, and every doubt counts as sure."""
    assert safe_name(name) == safe
    assert all(each.sure for each in identifiers_in_name(name))


def test_a_sure_passage_stands_above_a_doubtful_one() -> None:
    """A name that is announced once is not asked about at the same place."""
    assert identifiers("Dr Nadia Petit") == (Passage(3, 14, Identifier.NAME, True),)

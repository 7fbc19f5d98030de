"""Settings: everything wrong is said at once, by the path of its key, and never the token."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import Settings, SettingsError, load
from tests.handlers.fakes import TOKEN
from tests.house import ROOT
from tests.storage.examples import KEY_TEXT

SECRET = TOKEN.split(":")[1]
EXAMPLE = ROOT / "config.example.toml"
GOOD = f'[telegram]\ntoken = "{TOKEN}"\n'
BAD = f"""
language = "de"
colour = "red"
[telegram]
token = "{TOKEN}"
operators = ["Ada"]
[review]
quorum = 0
[pictures]
face_style = "pixels"
[retention]
originals_hours = 25
evidence_days = 8
"""
WRONG_KEYS = [
    "colour",
    "language",
    "pictures.face_style",
    "retention.evidence_days",
    "retention.originals_hours",
    "review.quorum",
    "telegram.operators.0",
]
MALFORMED = [
    SECRET,
    f" {TOKEN}",
    f"{TOKEN}\\n",
    f"bot{TOKEN}",
    f"{TOKEN}/getMe",
    f"123456:{SECRET} ",
]


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def written(text: str) -> Path:
        path = tmp_path / "config.toml"
        path.write_text(text)
        return path

    return written


def problems_of(path: Path | None) -> str:
    with pytest.raises(SettingsError) as refused:
        load(path)
    return str(refused.value)


def test_the_example_loads_and_holds_the_defaults() -> None:
    """What it documents is what an operator gets who sets nothing."""
    example = load(EXAMPLE)
    bare = Settings(telegram={"token": example.telegram.token})
    assert example == bare


def test_the_example_documents_every_setting() -> None:
    """Each section and each key stands there, if only as a comment."""
    text = EXAMPLE.read_text()
    for section, field in Settings.model_fields.items():
        inner = getattr(field.annotation, "model_fields", {})
        assert f"[{section}]" in text or f"{section} =" in text
        assert [
            key for key in inner if f"\n{key} =" not in text and f"\n# {key} =" not in text
        ] == []


def test_every_problem_is_said_at_once(write: Any) -> None:
    """One line each, by the path of the key."""
    first, *lines = problems_of(write(BAD)).splitlines()
    assert first == "The configuration has problems:"
    assert [line.split(": ")[0] for line in lines] == WRONG_KEYS


def test_problems_never_show_the_token(write: Any) -> None:
    """Although it stands right beside them."""
    assert SECRET not in problems_of(write(BAD))


@pytest.mark.parametrize("token", MALFORMED)
def test_a_malformed_token_is_named_not_shown(write: Any, token: str) -> None:
    """It may be the right one with a letter too many."""
    said = problems_of(write(f'[telegram]\ntoken = "{token}"\n'))
    assert "telegram.token: " in said
    assert "@BotFather" in said
    assert SECRET not in said


@pytest.mark.parametrize("value", ['""', "0", "[]", "{}", "123456", '["x"]'])
def test_a_token_of_another_kind_is_named(write: Any, value: str) -> None:
    """A number, a list, nothing at all."""
    assert "telegram.token" in problems_of(write(f"[telegram]\ntoken = {value}\n"))


@pytest.mark.parametrize("key", [KEY_TEXT[1:], "0", f"{KEY_TEXT} {KEY_TEXT}"])
def test_a_malformed_master_key_is_named_not_shown(
    monkeypatch: pytest.MonkeyPatch, write: Any, key: str
) -> None:
    """It may be the right one with a letter too few."""
    monkeypatch.setenv("MEDPICS_STORAGE__MASTER_KEY", key)
    said = problems_of(write(GOOD))
    assert "storage.master_key: " in said
    assert "medpics keys new PATH" in said
    assert len(key) < 2 or key not in said


def test_a_master_key_has_no_place_in_the_file(write: Any) -> None:
    """That is copied, shown and kept beside the data; the sentence does not repeat it."""
    said = problems_of(write(f'{GOOD}[storage]\nmaster_key = "{KEY_TEXT}"\n'))
    assert "put it into a key file" in said
    assert KEY_TEXT not in said


def test_no_way_of_printing_shows_the_master_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither settings nor their storage section."""
    monkeypatch.setenv("MEDPICS_STORAGE__MASTER_KEY", KEY_TEXT)
    settings = Settings(telegram={"token": TOKEN})
    shown = [repr(settings), str(settings), f"{settings.storage}", repr(settings.model_dump())]
    assert not [text for text in shown if KEY_TEXT in text]


def test_a_missing_token_is_named() -> None:
    """Without a file and without an environment."""
    assert "telegram: Field required" in problems_of(None)


@given(st.text(alphabet=st.characters(codec="ascii", categories=["L", "N"]), min_size=20))
def test_no_way_of_printing_shows_the_token(secret: str) -> None:
    """Neither settings nor their telegram section."""
    settings = Settings(telegram={"token": f"123456:{secret}"})
    shown = [repr(settings), str(settings), f"{settings.telegram}", repr(settings.model_dump())]
    assert not [text for text in shown if f":{secret}" in text]
    assert settings.telegram.token.get_secret_value() == f"123456:{secret}"


def test_the_environment_stands_above_the_file(
    write: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Key by key: what it does not name stays as the file says."""
    path = write(GOOD + "[review]\nquorum = 2\nquorum_risky = 3\n")
    monkeypatch.setenv("MEDPICS_REVIEW__QUORUM", "4")
    settings = load(path)
    assert (settings.review.quorum, settings.review.quorum_risky) == (4, 3)
    assert settings.telegram.token.get_secret_value() == TOKEN


def test_the_environment_alone_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container; a list is JSON."""
    monkeypatch.setenv("MEDPICS_TELEGRAM__TOKEN", TOKEN)
    monkeypatch.setenv("MEDPICS_TELEGRAM__OPERATORS", "[12, 13]")
    monkeypatch.setenv("MEDPICS_LANGUAGE", "en")
    settings = load(None)
    assert settings.telegram.operators == {12, 13}
    assert settings.language == "en"


@pytest.mark.parametrize("name", ["MEDPICS_TELEGRAM__OPERATORS", "MEDPICS_TELEGRAM"])
def test_an_unreadable_variable_is_a_sentence(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """It names the section, and never shows the value."""
    monkeypatch.setenv("MEDPICS_TELEGRAM__TOKEN", TOKEN)
    monkeypatch.setenv(name, f"12,{TOKEN}")
    said = problems_of(None)
    assert '"telegram"' in said
    assert SECRET not in said


def test_a_misspelt_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside a section; a folder called `floder` would silently be another."""
    monkeypatch.setenv("MEDPICS_TELEGRAM__TOKEN", TOKEN)
    monkeypatch.setenv("MEDPICS_STORAGE__FLODER", "x")
    assert "storage.floder: " in problems_of(None)


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    """A folder is no file either."""
    for path in (tmp_path / "none.toml", tmp_path):
        assert problems_of(path) == (
            f"There is no file {path}: copy config.example.toml and fill in the token."
        )


@pytest.mark.parametrize("text", [f'token = "{TOKEN}', f"[telegram\n# {TOKEN}", f"a = {TOKEN}"])
def test_broken_toml_is_a_sentence(write: Any, text: str) -> None:
    """With the place of the fault and without the line that holds it."""
    said = problems_of(write(text))
    assert "is not valid TOML" in said
    assert SECRET not in said


def test_a_file_in_another_encoding_is_a_sentence(tmp_path: Path) -> None:
    """As editors of old wrote it."""
    path = tmp_path / "config.toml"
    path.write_bytes("# é\n".encode("latin-1"))
    assert "is not valid TOML" in problems_of(path)


def test_handlers_get_their_rules(write: Any) -> None:
    """In the units that the rules count in."""
    text = GOOD + "[retention]\noriginals_hours = 2\nevidence_days = 3\n[review]\nquorum = 2\n"
    rules = load(write(text)).rules()
    assert (rules.originals_kept.total_seconds(), rules.evidence_kept.days) == (7200, 3)
    assert rules.quorum.usual == 2


def test_whom_to_write_to_is_told_as_it_stands(write: Any) -> None:
    """Without the blanks around it; none is a contact as well, and too much is a problem."""
    text = GOOD + '[privacy]\ncontact = " dpo@example.org "\n'
    assert load(write(text)).rules().privacy_contact == "dpo@example.org"
    assert load(write(GOOD)).rules().privacy_contact == ""
    assert "privacy.contact" in problems_of(write(GOOD + f'[privacy]\ncontact = "{"x" * 301}"\n'))


def test_the_anonymizer_gets_its_options(write: Any) -> None:
    """Its own words for them."""
    options = load(write(GOOD + '[pictures]\nface_style = "solid"\nworkers = 3\n')).options()
    assert (options.face_style, options.workers, options.time_limit_seconds) == ("solid", 3, 60)

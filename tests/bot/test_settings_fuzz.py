"""Configurations that nobody meant: one kind of error, which never shows the token."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.settings import Settings, SettingsError, load
from tests.docs import setting_keys
from tests.handlers.fakes import TOKEN

SECRET = TOKEN.split(":")[1]
KEYS = sorted(setting_keys(Settings))
SECTIONS = sorted({key.split(".")[0] for key in KEYS if "." in key})
NAMES = sorted({key.split(".")[-1] for key in KEYS})
LITERALS = st.sampled_from(
    [
        *("1", "-1", "0", "99999999999999999999", "1.5", "nan", "inf", "true", "1979-05-27"),
        *('""', '"x"', "'fr'", '"/"', '"\\u0000"', f'"{TOKEN}"'),
        *("[]", "[1, 2]", '["a"]', "{}", "{a = 1}"),
    ]
)
LINES = st.one_of(
    st.builds("[{}]".format, st.sampled_from(SECTIONS) | st.sampled_from(NAMES)),
    st.builds("[[{}]]".format, st.sampled_from(SECTIONS)),
    st.builds("{} = {}".format, st.sampled_from([*NAMES, *SECTIONS]), LITERALS),
    st.text(max_size=20),
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("settings") / "config.toml"


def read(path: Path) -> str:
    """What an operator is told; empty when the configuration holds."""
    try:
        load(path)
    except SettingsError as error:
        return str(error)
    return ""


@given(st.lists(LINES, max_size=8).map("\n".join))
@example("")
@example("telegram = 1")
@example("[telegram]\ntoken = 1")
@example("[[telegram]]")
def test_any_lines_are_read_or_refused(path: Path, text: str) -> None:
    """No configuration makes anything but a sentence of ours, and none shows the token."""
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    assert SECRET not in read(path)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(path: Path, data: bytes) -> None:
    """A file that is no text at all, as when a picture was named by mistake."""
    path.write_bytes(data)
    assert read(path)


@given(st.lists(st.tuples(st.sampled_from(KEYS), LITERALS), max_size=6))
def test_a_good_token_does_not_make_up_for_the_rest(
    path: Path, pairs: list[tuple[str, str]]
) -> None:
    """Every setting with every kind of value beside a token that is right."""
    lines = [f"{key} = {value}" for key, value in dict(pairs).items() if key != "telegram.token"]
    path.write_text("\n".join([f'telegram.token = "{TOKEN}"', *lines]), encoding="utf-8")
    assert SECRET not in read(path)

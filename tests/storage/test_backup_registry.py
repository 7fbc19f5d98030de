"""What a backup knows of registries, and what an operator is asked again after a restore."""

from pathlib import Path

import pytest

from moderation.numbers import Register
from moderation.registry import Answer, Source
from storage import applications, backup, registry_answers, registry_checks
from storage.registry_checks import Check, CheckState
from storage.rows import fetch
from tests.moderation.examples import NOW
from tests.storage.houses import APPLICANT, House, bring_back, open_house


@pytest.mark.parametrize(
    ("state", "stays"),
    [(CheckState.ASKED, False), (CheckState.KEPT, True), (CheckState.DONE, True)],
)
async def test_an_open_question_is_asked_again(
    house: House, tmp_path: Path, state: CheckState, stays: bool
) -> None:
    """Its answer may be among what was lost; what was decided before is not asked again."""
    async with house.database.transaction() as tx:
        await registry_checks.begin(tx, Check(Register.RPPS, "edition", state, 40, 3))
    await backup.write(house.folder, tmp_path / "b.backup", NOW)
    await bring_back(tmp_path / "b.backup", tmp_path / "new")
    async with open_house(tmp_path / "new") as made:
        check = await registry_checks.load(made.database.reader, Register.RPPS)
    assert (check is not None) is stays


async def test_names_that_a_registry_gave_are_in_no_backup(house: House, tmp_path: Path) -> None:
    """They are other people's, and would outlive the decision in it."""
    application = await applications.latest(house.database.reader, APPLICANT)
    assert application is not None
    async with house.database.transaction() as tx:
        await registry_answers.keep(tx, application, Answer(Source.FILE, NOW))
    await backup.write(house.folder, tmp_path / "b.backup", NOW)
    await bring_back(tmp_path / "b.backup", tmp_path / "new")
    async with open_house(tmp_path / "new") as made:
        assert await fetch(made.database.reader, "SELECT * FROM registry_answer") == []

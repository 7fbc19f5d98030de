"""Everybody tries what belongs into a thread: measures of moderators, and reports."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.handlers import raw
from tests.handlers.cast import LISTED, Who, member
from tests.handlers.raw import group
from tests.handlers.rights import REMEMBERED, VERIFIED
from tests.handlers.scenes import GROUP
from tests.handlers.test_permissions_words import GROUPS, among, answering
from tests.handlers.ward import COLLEAGUE, ME, ROOT, Ward, ward

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(params=Who, scope="module")
def who(request: pytest.FixtureRequest) -> Who:
    return request.param  # type: ignore[no-any-return]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(who: Who, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ward]:
    folder = tmp_path_factory.mktemp("ward")
    async with ward(folder, member(who), listed=[ME] if who in LISTED else []) as made:
        yield made


@pytest.mark.parametrize("command", ["/warn", "/mute 1d", "/remove"])
@pytest.mark.parametrize("chat_id", GROUPS)
async def test_discipline(place: Ward, who: Who, command: str, chat_id: int) -> None:
    """It works for who is on the list, in a discussion; nobody else is even answered."""
    answered = {"message_id": 8, "date": raw.WHEN, "chat": group(chat_id), "text": "Ads"}
    aim = {"reply_to_message": answered | {"from": raw.user(COLLEAGUE)}}
    outcome = await place.attempt(among(who, chat_id, command, **aim))
    if who is Who.MODERATOR and chat_id == GROUP:
        assert outcome.changed == {"sanction", "erasure", "audit"}
        assert outcome.kinds == ["say", "say"]
        return
    assert not outcome.letters
    assert not outcome.changed


@pytest.mark.parametrize("chat_id", GROUPS)
async def test_reports_from_a_thread(place: Ward, who: Who, chat_id: int) -> None:
    """People are heard in a discussion, and members asked in private what is wrong."""
    root = answering(ROOT + place.rows.theirs["published"])
    outcome = await place.attempt(among(who, chat_id, "/report", **root))
    if who not in REMEMBERED or chat_id != GROUP:
        assert not outcome.letters
        assert not outcome.changed
        return
    begun = {"privacy_request"} if who in VERIFIED else set()
    assert outcome.changed == {"erasure"} | begun
    assert [letter["chat_id"] for letter in outcome.letters] == [ME if begun else GROUP]

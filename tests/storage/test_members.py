"""Members come back as they were kept."""

from hypothesis import given

from moderation.member import Member, Standing
from storage import members
from storage.database import Database
from tests.moderation.examples import AUTHOR, NOW, make_member
from tests.storage.examples import any_of, round_trip, undone


@round_trip
@given(member=any_of(Member))
async def test_a_member_comes_back_as_kept(database: Database, member: Member) -> None:
    """Every field, whatever it holds."""
    async with undone(database) as tx:
        await members.save(tx, member)
        assert await members.load(tx, member.id) == member


async def test_a_stranger_becomes_a_visitor(database: Database) -> None:
    """The first meeting makes a row, in the language that Telegram tells."""
    async with database.transaction() as tx:
        met = await members.meet(tx, AUTHOR, "fr", NOW)

    assert met == await members.load(database.reader, AUTHOR) == make_member()
    assert met.standing is Standing.VISITOR


async def test_meeting_again_changes_nothing(database: Database) -> None:
    """Who chose a language keeps it, whatever Telegram says next time."""
    async with database.transaction() as tx:
        kept = await members.set_language(tx, await members.meet(tx, AUTHOR, "fr", NOW), "en")
        assert await members.meet(tx, AUTHOR, "fr", NOW) == kept

    assert kept.language == "en"


async def test_a_later_save_takes_the_place_of_the_earlier(database: Database) -> None:
    """A person has one row."""
    async with database.transaction() as tx:
        await members.save(tx, make_member())
        await members.save(tx, make_member(name="Claude Exemple"))

    loaded = await members.load(database.reader, AUTHOR)
    assert loaded == make_member(name="Claude Exemple")


async def test_only_the_verified_are_listed(database: Database) -> None:
    """One member of each standing, and one of them comes back."""
    async with database.transaction() as tx:
        for number, standing in enumerate(Standing):
            await members.save(tx, make_member(id=number, standing=standing))

    listed = await members.verified(database.reader)
    assert [member.standing for member in listed] == [Standing.VERIFIED]


async def test_a_stranger_is_nobody(database: Database) -> None:
    """Loading makes no row."""
    assert await members.load(database.reader, 404) is None

"""Forgetting: what named a person is empty, what stays is theirs no longer."""

import json
from dataclasses import replace
from datetime import timedelta

from moderation.case import CaseState, PictureState
from moderation.member import SOMEBODY, Standing
from moderation.numbers import Register
from moderation.recheck import Registration
from moderation.registry import Answer, Source
from moderation.review import Review, Verdict
from storage import (
    applications,
    cases,
    exports,
    forgetting,
    inbox,
    members,
    pictures,
    posts,
    receipts,
    registrations,
    registry_answers,
    told,
)
from storage.database import Database
from storage.exports import Export
from storage.inbox import Incoming
from storage.pictures import FindingRow
from storage.rows import fetch
from tests.moderation.examples import (
    AUTHOR,
    COLLEAGUE,
    NOW,
    REVIEWER,
    RPPS,
    make_application,
    make_case,
    make_member,
)

YEAR = timedelta(days=365)
BARRED = 4242


async def make(database: Database, person: int) -> int:
    """A case with words, a picture with a finding, and a verdict; its id."""
    async with database.transaction() as tx:
        await members.meet(tx, person, "fr", NOW)
        case = await cases.begin(tx, person, NOW)
        full = make_case(id=case.id, author_id=person, state=CaseState.WITHDRAWN, reason="blurred")
        await cases.swap(tx, case, full)
        picture = await pictures.add(tx, case.id, 5, None, NOW)
        assert picture is not None
        shown = replace(picture, state=PictureState.MASKED, digest="d" * 64)
        await pictures.save(tx, picture, shown)
        face = FindingRow(1, "face", ((0, 0), (1, 1)), 0.5, "x", hidden=True)
        await pictures.set_findings(tx, picture.id, [face])
        verdict = Review(case.id, 1, REVIEWER, Verdict.REJECT, "f", NOW, reason="Mrs Martin")
        await cases.add_review(tx, verdict)
    return case.id


async def test_an_ended_case_is_emptied(database: Database) -> None:
    """No word, no finding, no checksum; that there was a case and a verdict stays."""
    mine, theirs = await make(database, AUTHOR), await make(database, COLLEAGUE)
    before = await cases.load(database.reader, theirs)
    async with database.transaction() as tx:
        await forgetting.empty_cases(tx, [mine])
    case = await cases.load(database.reader, mine)
    assert case is not None
    words = (case.question, case.context, case.age, case.sex, case.specialty, case.signed)
    assert words == (None,) * 6
    assert (case.fingerprint, case.reason, case.state) == (None, None, CaseState.WITHDRAWN)
    [picture] = await pictures.of_case(database.reader, mine)
    assert picture.digest is None
    assert await pictures.findings(database.reader, picture.id) == []
    assert [review.reason for review in await cases.reviews(database.reader, mine)] == [None]
    assert await cases.load(database.reader, theirs) == before


async def test_what_may_stand_in_a_channel_can_still_be_found(database: Database) -> None:
    """By its specialty, and by how many pictures it has."""
    mine = await make(database, AUTHOR)
    async with database.transaction() as tx:
        await tx.execute("INSERT INTO post_attempt VALUES (?, ?)", (mine, NOW.isoformat()))
        await forgetting.empty_cases(tx, [mine])
    case = await cases.load(database.reader, mine)
    assert case is not None
    assert (case.specialty, case.question) == ("dermatology", None)
    [picture] = await pictures.of_case(database.reader, mine)
    assert picture.digest is not None


async def test_nothing_is_theirs_any_more(database: Database) -> None:
    """Cases, applications, attestations and answers belong to somebody; others' to others."""
    mine, theirs = await make(database, AUTHOR), await make(database, COLLEAGUE)
    async with database.transaction() as tx:
        await applications.begin(tx, AUTHOR, NOW)
        await posts.add_reply(tx, theirs, (-1, 5), AUTHOR, NOW)
        await posts.add_reply(tx, mine, (-1, 6), COLLEAGUE, NOW)
        await forgetting.unlink(tx, AUTHOR)
    assert await cases.everything_of(database.reader, AUTHOR) == []
    assert [case.id for case in await cases.everything_of(database.reader, SOMEBODY)] == [mine]
    assert [case.id for case in await cases.everything_of(database.reader, COLLEAGUE)] == [theirs]
    assert await applications.latest(database.reader, AUTHOR) is None
    rows = await fetch(database.reader, "SELECT author_id FROM reply ORDER BY message_id")
    assert [row["author_id"] for row in rows] == [SOMEBODY, COLLEAGUE]


async def test_an_application_keeps_no_claim(database: Database) -> None:
    """Neither name nor number, nor what was said of them."""
    async with database.transaction() as tx:
        await members.meet(tx, AUTHOR, "fr", NOW)
        begun = await applications.begin(tx, AUTHOR, NOW)
        await applications.swap(tx, begun, make_application(id=begun.id, reason="Not Mr Martin"))
        await registrations.keep(tx, Registration(AUTHOR, Register.RPPS, RPPS, NOW))
        await registry_answers.keep(tx, begun, Answer(Source.NONE))
        await forgetting.empty_applications(tx, AUTHOR)
    kept = await applications.load(database.reader, begun.id)
    assert kept is not None
    assert (kept.name, kept.number, kept.evidence, kept.reason) == (None,) * 4
    assert (kept.role, kept.specialty) == (None, None)
    assert await registrations.load(database.reader, AUTHOR) is None
    assert await registry_answers.load(database.reader, begun) is None


async def test_cards_that_were_replaced_are_remembered_once(database: Database) -> None:
    """Until their person is forgotten; another's stay."""
    async with database.transaction() as tx:
        for person in (AUTHOR, COLLEAGUE):
            await members.meet(tx, person, "fr", NOW)
            application = await applications.begin(tx, person, NOW)
            await forgetting.add_past_card(tx, application.id, -1, person)
            await forgetting.add_past_card(tx, application.id, -1, person)
        assert await forgetting.take_past_cards(tx, AUTHOR) == [(1, -1, AUTHOR)]
        assert await forgetting.take_past_cards(tx, AUTHOR) == []
        assert await forgetting.take_past_cards(tx, COLLEAGUE) == [(2, -1, COLLEAGUE)]


def update(number: int, person: int, kind: str = "message") -> Incoming:
    body = {"from": {"id": person}, "text": f"words of {person}"}
    return Incoming(number, -1, json.dumps({"update_id": number, kind: body}))


async def test_what_they_wrote_and_was_set_aside_is_emptied(database: Database) -> None:
    """Also what they wrote in a group; what others wrote there stays for an operator."""
    incoming = [update(1, AUTHOR), update(2, COLLEAGUE), update(3, AUTHOR, "callback_query")]
    async with database.transaction() as tx:
        await members.meet(tx, AUTHOR, "fr", NOW)
        await inbox.store(tx, incoming, NOW)
        for each in incoming:
            await inbox.set_aside(tx, each.update_id)
        await exports.ask(tx, AUTHOR, NOW)
        await forgetting.empty_mail(tx, AUTHOR)
    rows = await fetch(database.reader, "SELECT payload FROM inbox ORDER BY update_id")
    assert [row["payload"] is None for row in rows] == [True, False, True]
    assert await exports.load(database.reader, AUTHOR) == Export(AUTHOR, NOW, done_at=NOW)


async def test_what_limits_count_by_outlives_an_account(database: Database) -> None:
    """For its day: sizes and times, what was asked for and told; then it is gone as all others."""
    async with database.transaction() as tx:
        met = await members.meet(tx, AUTHOR, "fr", NOW)
        await receipts.add(tx, AUTHOR, 5, NOW)
        await told.first_in(tx, AUTHOR, "quota", NOW, timedelta(minutes=1))
        await exports.ask(tx, AUTHOR, NOW)
        await forgetting.empty_mail(tx, AUTHOR)
        await members.save(tx, replace(met, standing=Standing.ERASED, erased_at=NOW))
        await exports.forget_erased(tx, NOW)
        assert not await told.first_in(tx, AUTHOR, "quota", NOW, timedelta(minutes=1))
    assert len(await receipts.of_member(database.reader, AUTHOR, NOW - timedelta(days=1))) == 1
    assert await exports.load(database.reader, AUTHOR) == Export(AUTHOR, NOW, done_at=NOW)
    assert await exports.due(database.reader) == []
    async with database.transaction() as tx:
        await exports.forget_erased(tx, NOW + timedelta(seconds=1))
    assert await exports.load(database.reader, AUTHOR) is None


async def test_a_bare_number_goes_after_its_time(database: Database) -> None:
    """Of erased accounts that may come back, but never the one that stands in for them all."""
    gone = make_member(standing=Standing.ERASED, erased_at=NOW - YEAR)
    fresh = make_member(id=COLLEAGUE, standing=Standing.ERASED, erased_at=NOW)
    barred = replace(gone, id=BARRED, barred_until=NOW + timedelta(days=1))
    async with database.transaction() as tx:
        for member in (gone, fresh, barred, make_member(id=REVIEWER)):
            await members.save(tx, member)
        assert await forgetting.somebody(tx) == await forgetting.somebody(tx)
        await exports.ask(tx, gone.id, NOW)
        assert await forgetting.forget_erased(tx, NOW, NOW) == 1
    assert await members.load(database.reader, gone.id) is None
    for member_id in (COLLEAGUE, BARRED, REVIEWER, SOMEBODY):
        assert await members.load(database.reader, member_id) is not None

"""Everybody presses everything: who gets through is written out by hand, in `rights`."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from handlers.buttons import Act, Tap
from moderation.errors import Elsewhere, NotModerator
from tests.handlers import raw
from tests.handlers.cast import DEEDS, LISTED, NOTICE, Who, member, place_of, sender, tap_of
from tests.handlers.entitled import (
    ANSWERING,
    BUTTONS,
    DECIDING,
    DOORS,
    MODERATING,
    SETTLING,
    SHOWING,
    allowed,
    told,
    why_not,
)
from tests.handlers.neighbours import COLLEAGUE
from tests.handlers.raw import Chat, Raw, channel, group, private
from tests.handlers.scenes import CHANNEL, GROUP, MODERATORS
from tests.handlers.ward import ELSEWHERE, ME, OPERATOR, Ward, ward
from tests.moderation.examples import NOW

# Their buttons are about no revision, or the newest is meant in any case.
WITHOUT_REVISION = {Act.LANGUAGE, Act.CHANNELS, Act.START_AGAIN, Act.MY_CASES, Act.MY_CASE}
WITHOUT_REVISION |= {Act.APPEAL, Act.STUDENTS, Act.RENEW} | ANSWERING
WITHOUT_REVISION |= {Act.REPORT_KIND, Act.REPORT_SKIP, Act.REPORT_CANCEL} | SETTLING
WITHOUT_REVISION |= {Act.LAPSE, Act.LAPSE_NONE, Act.POST_AGAIN, Act.BIND, Act.NOTICE}


# What is tried is taken back, so that all of it can be tried on one bot.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(params=Who, scope="module")
def who(request: pytest.FixtureRequest) -> Who:
    return request.param  # type: ignore[no-any-return]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(who: Who, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ward]:
    folder = tmp_path_factory.mktemp("ward")
    async with ward(folder, member(who), listed=[ME] if who in LISTED else []) as made:
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def almighty(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ward]:
    """A verified doctor who moderates and is an operator as well: only the place stops them."""
    folder, me = tmp_path_factory.mktemp("almighty"), member(Who.DOCTOR)
    async with ward(folder, me, listed=[ME], operators=[ME, OPERATOR]) as made:
        yield made


async def test_the_table_names_every_button_once() -> None:
    """A new button has to be given to somebody here."""
    named = [act for acts, _people in BUTTONS for act in acts]
    assert sorted(named) == sorted(Act) == sorted(DEEDS)


async def press(place: Ward, who: Who, act: Act) -> Raw:
    """Whatever the act needs before is made so."""
    await place.prepare(DEEDS[act].row, DEEDS[act].fields)
    return raw.tap(sender(who), place_of(act, who), tap_of(act, place.rows).pack())


async def test_every_button_for_everybody(place: Ward, who: Who) -> None:
    """Who may is answered and something happens; who may not learns why, and nothing changes."""
    wrong = []
    for act in Act:
        outcome = await place.attempt(await press(place, who, act))
        if who in allowed(act):
            shows = act in SHOWING and (len(outcome.letters) > 1 or any(outcome.said))
            right = not outcome.is_refused and (shows or bool(outcome.changed))
        else:
            right = outcome.is_refused and outcome.said == [why_not(act, who)]
        if not right:
            wrong.append((act.name, outcome))
    assert wrong == []


@pytest.mark.parametrize("act", Act)
async def test_a_button_works_in_its_place_alone(almighty: Ward, act: Act) -> None:
    """Not in another chat, be it of people, a group, a channel or the moderators themselves."""
    chats: list[Chat] = [private(COLLEAGUE), *map(group, (GROUP, ELSEWHERE)), channel(CHANNEL)]
    chats.append(private(ME) if act in MODERATING else group(MODERATORS))
    expected = told(NotModerator() if act in MODERATING else Elsewhere())
    data = tap_of(act, almighty.rows).pack()
    for chat in chats:
        outcome = await almighty.attempt(raw.tap(raw.user(ME), chat, data))
        assert outcome.is_refused
        assert outcome.said == [expected]


@pytest.mark.parametrize("act", sorted(set(Act) - WITHOUT_REVISION))
@pytest.mark.parametrize("revision", [0, 2, -1])
async def test_a_stale_button_does_nothing(almighty: Ward, act: Act, revision: int) -> None:
    """It belongs to a revision that has been, or never was."""
    await almighty.prepare(DEEDS[act].row, DEEDS[act].fields)
    now = tap_of(act, almighty.rows)
    stale = Tap(now.act, now.subject, revision, now.arg).pack()
    outcome = await almighty.attempt(raw.tap(raw.user(ME), place_of(act, Who.DOCTOR), stale))
    buttons = {"buttons"} if act in MODERATING else set()
    assert set(outcome.kinds) == {"answer"} | buttons
    assert not outcome.changed


async def test_a_notice_of_another_version_is_shown_anew(almighty: Ward) -> None:
    """Nobody accepts what they have not read."""
    stale = Tap(Act.NOTICE, revision=NOTICE.revision + 1).pack()
    outcome = await almighty.attempt(raw.tap(raw.user(ME), private(ME), stale))
    assert outcome.kinds == ["show", "answer"]
    assert not outcome.changed


@pytest.mark.parametrize("act", sorted(DECIDING))
async def test_a_decision_is_made_once(tmp_path: Path, act: Act) -> None:
    """Pressed again, by the same person in the same place, it changes nothing more."""
    [who, *_others] = sorted(allowed(act))
    listed = [ME] if who in LISTED else []
    async with ward(tmp_path, member(who), listed=listed) as made:
        tap = await press(made, who, act)
        first = await made.attempt(tap)
        await made.do(tap)
        second = await made.attempt(tap)
    assert first.changed
    assert not second.changed
    assert "answer" in second.kinds


OWN = {act for act in Act if DEEDS[act].row and not DEEDS[act].theirs and act is not Act.BIND}


async def test_nobody_touches_what_is_anothers(place: Ward, who: Who) -> None:
    """Whatever right they have: a row of somebody else is refused, whatever the button claims."""
    for act in sorted(OWN):
        mine, theirs = tap_of(act, place.rows), place.stranger_row(DEEDS[act].row)
        forged = Tap(act, theirs, mine.revision, mine.arg).pack()
        outcome = await place.attempt(raw.tap(sender(who), place_of(act, who), forged))
        assert outcome.is_refused, act


@pytest.mark.parametrize("act", sorted(MODERATING - SETTLING - DOORS - {Act.POST_AGAIN}))
async def test_moderators_decide_nothing_of_their_own(almighty: Ward, act: Act) -> None:
    """Neither their case nor their application, though they hold every power."""
    theirs = tap_of(act, almighty.rows)
    if DEEDS[act].row == "application":
        await almighty.prepare("application", {"state": "submitted", "submitted_at": NOW})
    own = Tap(act, almighty.rows.mine[DEEDS[act].row], theirs.revision, theirs.arg).pack()
    outcome = await almighty.attempt(raw.tap(raw.user(ME), group(MODERATORS), own))
    assert outcome.is_refused
    assert "your own" in outcome.said[0]


MADE_UP = {
    Act.ROLE: ["", "surgeon"],
    Act.OWN_SPECIALTY: ["", "magic"],
    Act.ADMIT_MOVE: ["", "1", "me"],
    Act.STUDENTS: ["", "magic.open", "dermatology.", "moderation.open", "dermatology.x"],
    Act.SUSPEND_SPAN: ["", "8", "-7"],
    Act.SUSPEND_SURE: ["", "7.", "7.sold", "8.privacy", "privacy"],
    Act.APPEAL_KEEP: ["why"],
    Act.ADMIT_REASON: ["", "ask.", "ask.no_proof", "ref.photo", "ok.photo", "ask.<b>"],
    Act.STRIP: ["", "middle"],
    Act.TOGGLE: ["", "0", "99"],
    Act.NEXT: ["", "summary"],
    Act.SPECIALTY: ["", "magic"],
    Act.AGE: ["", "45"],
    Act.SEX: ["", "x"],
    Act.SIGNATURE: ["", "someone"],
    Act.ATTEST: ["", "all"],
    Act.REASON: ["", "c.", "x.consent", "c.buy my book", "r.<b>"],
    Act.POST_AGAIN: ["", "1772357400.000001"],
    Act.BIND: ["", "everything"],
    Act.REGISTER: ["", "pope"],
    Act.LAPSE: ["", "rpps", "rpps.", "rpps.another", "npi.edition"],
    Act.LAPSE_NONE: ["", "rpps.another", "pope.edition"],
}
CHOOSERS = {act: deed for act, deed in DEEDS.items() if act in MADE_UP}


async def test_a_word_that_no_button_carries_is_out_of_date(place: Ward, who: Who) -> None:
    """Who may press still chooses among what is offered, and cannot make up anything else."""
    for act, deed in CHOOSERS.items():
        if who not in allowed(act):
            continue
        await place.prepare(deed.row, deed.fields)
        now = tap_of(act, place.rows)
        for word in MADE_UP[act]:
            forged = Tap(act, now.subject, now.revision, word).pack()
            outcome = await place.attempt(raw.tap(sender(who), place_of(act, who), forged))
            assert not outcome.changed, (act, word)
            assert "answer" in outcome.kinds, (act, word)

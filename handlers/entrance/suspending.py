"""/suspend and /reinstate, for moderators: whom, for how long, why; a time that passed ends it."""

from telegram import InlineKeyboardMarkup, User

from handlers.buttons import Act
from handlers.context import Services
from handlers.entrance import standings
from handlers.entrance.lookup import FOUND_MAX, find_members
from handlers.entrance.suspension_words import (
    OWN_WORDS,
    ask_reason,
    ask_reinstate,
    ask_span,
    choose_member,
    letter,
    member_line,
)
from handlers.own_words import ask_own_words
from handlers.people import display_name
from handlers.relaying import relayed
from handlers.routing import Press, Said
from handlers.telling import present, tell
from handlers.texts import quoted
from moderation.errors import OutOfDate, OwnCase
from moderation.member import Member, Standing, StandingAction
from moderation.suspension import SPANS, SuspendReason, Suspension, end_of
from storage import members, moderators, suspensions
from storage.places import Prompt

# Purpose of the free text that moderators are asked for here; the span follows it.
SUSPEND_WORDS = "suspend."
TO_REINSTATE = frozenset({Standing.SUSPENDED, Standing.LAPSED})


async def suspend(services: Services, said: Said) -> None:
    """/suspend WHO, in the moderators' group."""
    await _offer(services, said, Act.SUSPEND)


async def reinstate(services: Services, said: Said) -> None:
    """/reinstate WHO, in the moderators' group."""
    await _offer(services, said, Act.REINSTATE)


async def _offer(services: Services, said: Said, act: Act) -> None:
    speech = services.texts.of(services.rules.language)
    _ = speech.say
    fitting = {Standing.VERIFIED} if act is Act.SUSPEND else TO_REINSTATE
    words = said.words.partition(" ")[2]
    found = [m for m in await find_members(services, words) if m.standing in fitting]
    thread, answered = said.message.message_thread_id, said.message.message_id
    if not found or len(found) > FOUND_MAX:
        text = _(
            "Nobody fits whose standing this could change, or too many do. Name one person by "
            "name, professional number or Telegram id: /{command} Dupont"
        ).format(command="suspend" if act is Act.SUSPEND else "reinstate")
        await tell(services, said.chat_id, text, reply_to=answered, thread_id=thread)
        return
    if len(found) == 1:
        text, markup = await _card(services, found[0], act)
    else:
        marked = [(m, await _revision(services, m.id, act)) for m in found]
        text, markup = choose_member(speech, marked, act)
    await tell(services, said.chat_id, text, markup, reply_to=answered, thread_id=thread)


async def _card(services: Services, member: Member, act: Act) -> tuple[str, InlineKeyboardMarkup]:
    speech = services.texts.of(services.rules.language)
    revision = await _revision(services, member.id, act)
    if act is Act.SUSPEND:
        listed = await moderators.is_listed(services.database.reader, member.id)
        return ask_span(speech, member, revision, moderates=listed)
    lasting = await suspensions.lasting(services.database.reader, member.id)
    return ask_reinstate(speech, member, revision, lasting)


async def show_card(services: Services, press: Press) -> None:
    """One of several is chosen, or somebody goes back from the reasons."""
    member = await _target(services, press)
    text, markup = await _card(services, member, press.tap.act)
    await present(services, press.chat_id, press.message_id, text, markup)


async def choose_span(services: Services, press: Press) -> None:
    member = await _target(services, press)
    span = _span(press.tap.arg)
    speech = services.texts.of(services.rules.language)
    text, markup = ask_reason(speech, member, press.tap.revision, span)
    await present(services, press.chat_id, press.message_id, text, markup)


async def choose_reason(services: Services, press: Press) -> str | None:
    """A canned reason suspends at once; "in my own words" asks for them."""
    member = await _target(services, press)
    words, _dot, reason = press.tap.arg.partition(".")
    span = _span(words)
    _ = services.texts.of(services.rules.language).say
    if reason == OWN_WORDS:
        question = _("{name}, write the reason for {member} by replying to this message:")
        purpose, who = f"{SUSPEND_WORDS}{span}", quoted(member.name or "?")
        await ask_own_words(services, press, question, purpose, member=who)
        return None
    if reason not in set(SuspendReason):
        raise OutOfDate
    await _suspend(services, member, press.user, span, reason)
    text = _suspended_by(services, member, press.user)
    await present(services, press.chat_id, press.message_id, text)
    return press.speech.say("Done.")


async def take_words(services: Services, prompt: Prompt, said: Said) -> list[str]:
    """The moderator's own words, as the reason; returns what was replaced in them."""
    member = await members.load(services.database.reader, prompt.subject_id)
    if member is None or not member.is_verified:
        raise OutOfDate
    if prompt.revision != await _revision(services, member.id, Act.SUSPEND):
        raise OutOfDate
    reason, labels = relayed(services, member.language, said.words)
    span = _span(prompt.purpose.removeprefix(SUSPEND_WORDS))
    await _suspend(services, member, said.user, span, reason)
    text = _suspended_by(services, member, said.user)
    await tell(services, said.chat_id, text, reply_to=said.message.message_id)
    return labels


async def reinstate_sure(services: Services, press: Press) -> str:
    member = await _target(services, press)
    await bring_back(services, member, press.user.id)
    _ = services.texts.of(services.rules.language).say
    text = _("✅ {member}\nReinstated by {name}").format(
        member=quoted(member.name or "?"), name=quoted(display_name(press.user))
    )
    await present(services, press.chat_id, press.message_id, text)
    return press.speech.say("Done.")


async def bring_back(services: Services, member: Member, by: int | None) -> None:
    """A member again: they hear so and get the links of the channels."""
    back = await standings.change(services, member, StandingAction.REINSTATE, by)
    text = services.texts.of(back.language).say("✅ Your access is back: you are a member again.")
    await tell(services, back.id, text)
    await standings.invite_back(services, back)


async def sweep(services: Services) -> None:
    """Suspensions whose time has passed end; running it twice is harmless."""
    for suspension in await suspensions.over(services.database.reader, services.clock()):
        async with services.database.unit():
            member = await members.load(services.database.reader, suspension.member_id)
            if member is not None and member.standing is Standing.SUSPENDED:
                await bring_back(services, member, None)
            else:
                async with services.database.transaction() as tx:
                    await suspensions.end(tx, suspension.member_id, services.clock())


async def _suspend(services: Services, member: Member, by: User, span: int, reason: str) -> None:
    now = services.clock()
    async with services.database.transaction() as tx:
        await standings.change(services, member, StandingAction.SUSPEND, by.id)
        until = end_of(span, now)
        begun = Suspension(0, member.id, now, until, reason, by.id)
        suspension = await suspensions.begin(tx, begun)
    speech = services.texts.of(member.language)
    await tell(services, member.id, *letter(speech, suspension))


def _suspended_by(services: Services, member: Member, user: User) -> str:
    _ = services.texts.of(services.rules.language).say
    text = _("⛔ {member}\nSuspended by {name}; /reinstate ends it.")
    line = member_line(_, member)
    return text.format(member=line, name=quoted(display_name(user)))


def _span(word: str) -> int:
    if word not in map(str, SPANS):
        raise OutOfDate
    return int(word)


async def _target(services: Services, press: Press) -> Member:
    """Whom the button is about, while it still may be pressed."""
    member = await members.load(services.database.reader, press.tap.subject)
    if member is None:
        raise OutOfDate
    if member.id == press.user.id:
        raise OwnCase
    ending = press.tap.act in {Act.REINSTATE, Act.REINSTATE_SURE}
    act = Act.REINSTATE if ending else Act.SUSPEND
    fitting = TO_REINSTATE if ending else {Standing.VERIFIED}
    if press.tap.revision != await _revision(services, member.id, act):
        raise OutOfDate
    if member.standing not in fitting:
        raise OutOfDate
    return member


async def _revision(services: Services, member_id: int, act: Act) -> int:
    """Which suspension of theirs it is about: the next one to suspend, the last one to end."""
    earlier = len(await suspensions.of_member(services.database.reader, member_id))
    return earlier + 1 if act is Act.SUSPEND else earlier

"""Appeals: who is suspended writes once to the moderators, who answer once."""

from dataclasses import replace

from telegram import User

from handlers.context import Services
from handlers.entrance.suspending import bring_back
from handlers.entrance.suspension_words import OWN_WORDS, appeal_buttons, appeal_text, letter
from handlers.own_words import ask_own_words
from handlers.people import display_name, moderation_place
from handlers.relaying import relayed, tell_replaced
from handlers.routing import Press, Said
from handlers.telling import present, tell
from handlers.texts import quoted
from moderation.errors import OutOfDate, OwnCase
from moderation.member import Member, Standing
from moderation.suspension import Suspension
from moderation.trail import Entry
from storage import audit, members, places, suspensions
from storage.places import Prompt

# What a free text answers: the person's appeal, and the moderators' answer to it.
APPEAL = "appeal"
KEEP_WORDS = "appeal_keep"


async def begin(services: Services, press: Press) -> None:
    """The button under the letter: the next message is the appeal."""
    suspension = await suspensions.load(services.database.reader, press.tap.subject)
    if suspension is None or suspension.member_id != press.member.id:
        raise OutOfDate
    if not suspension.can_be_appealed:
        raise OutOfDate
    prompt = Prompt(press.chat_id, press.user.id, APPEAL, suspension.id, 1)
    async with services.database.transaction() as tx:
        await places.ask(tx, prompt)
    _ = press.speech.say
    text = _(
        "Write now, in one message of at most 500 characters, what the moderators should know. "
        "Name no patient."
    )
    await tell(services, press.chat_id, text)


async def take_words(services: Services, said: Said) -> bool:
    """The appeal itself; False when none was begun."""
    prompt = await places.prompt_of(services.database.reader, said.chat_id, said.user.id)
    if prompt is None or prompt.purpose != APPEAL or not said.words:
        return False
    suspension = await suspensions.load(services.database.reader, prompt.subject_id)
    place = await moderation_place(services)
    if place is None or suspension is None or not suspension.can_be_appealed:
        return False
    words, labels = relayed(services, services.rules.language, said.words)
    now = services.clock()
    appealed = replace(suspension, appeal=words, appealed_at=now)
    async with services.database.transaction() as tx:
        if not await suspensions.swap(tx, suspension, appealed):
            return False
        await places.answered(tx, said.chat_id, said.user.id)
        await audit.record(tx, now, said.user.id, Entry.APPEAL, f"member {said.member.id}")
    if labels:
        await tell_replaced(services, said.chat_id, said.speech, labels)
    text = said.speech.say("Your appeal is with the moderators. You will hear from me here.")
    await tell(services, said.chat_id, text)
    speech = services.texts.of(services.rules.language)
    card = appeal_text(speech, said.member, appealed)
    markup = appeal_buttons(speech, appealed)
    await tell(services, place.chat_id, card, markup, thread_id=place.thread_id)
    return True


async def say_standing(services: Services, said: Said) -> None:
    """Where a suspended person stands, with the way to appeal."""
    await show_letter(services, said.member)


async def show_letter(services: Services, member: Member) -> bool:
    """False when there is no suspension on record."""
    suspension = await suspensions.lasting(services.database.reader, member.id)
    if suspension is None:
        return False
    await tell(services, member.id, *letter(services.texts.of(member.language), suspension))
    return True


async def grant(services: Services, press: Press) -> str:
    """The appeal is right: the suspension ends."""
    suspension, member = await _open(services, press)
    await _answered(services, suspension, press.user, Entry.APPEAL_GRANTED)
    await bring_back(services, member, press.user.id)
    _ = services.texts.of(services.rules.language).say
    await _close(services, press, suspension, member, _("✅ Reinstated by {name}"))
    return press.speech.say("Done.")


async def keep(services: Services, press: Press) -> str | None:
    """It lasts; the person hears so, with the moderator's own words if there are any."""
    suspension, member = await _open(services, press)
    _ = services.texts.of(services.rules.language).say
    if press.tap.arg == OWN_WORDS:
        question = _("{name}, write to {member} by replying to this message:")
        who = quoted(member.name or "?")
        await ask_own_words(services, press, question, KEEP_WORDS, member=who)
        return None
    if press.tap.arg:
        raise OutOfDate
    await _keep(services, suspension, member, press.user, "")
    await _close(services, press, suspension, member, _("⛔ Kept by {name}"))
    return press.speech.say("Done.")


async def take_answer(services: Services, prompt: Prompt, said: Said) -> list[str]:
    """A moderator's own words to who appealed; returns what was replaced in them."""
    suspension = await suspensions.load(services.database.reader, prompt.subject_id)
    if suspension is None or not suspension.awaits_answer:
        raise OutOfDate
    member = await members.load(services.database.reader, suspension.member_id)
    if member is None:
        raise OutOfDate
    words, labels = relayed(services, member.language, said.words)
    await _keep(services, suspension, member, said.user, words)
    _ = services.texts.of(services.rules.language).say
    text = _("⛔ Kept by {name}").format(name=quoted(display_name(said.user)))
    await tell(services, said.chat_id, text, reply_to=said.message.message_id)
    return labels


async def queue_lines(services: Services) -> list[tuple[int, str]]:
    """For /queue: hours waited, and whose appeal; /reinstate answers one whose card is gone."""
    _ = services.texts.of(services.rules.language).say
    now, lines = services.clock(), []
    for suspension in await suspensions.unanswered(services.database.reader):
        member = await members.load(services.database.reader, suspension.member_id)
        name = quoted((member.name if member else None) or str(suspension.member_id))
        hours = int((now - (suspension.appealed_at or now)).total_seconds() // 3600)
        lines.append((hours, _("Appeal of {name}").format(name=name)))
    return lines


async def _keep(
    services: Services, suspension: Suspension, member: Member, by: User, words: str
) -> None:
    await _answered(services, suspension, by, Entry.APPEAL_KEPT)
    _ = services.texts.of(member.language).say
    text = _("The moderators looked at your appeal; the suspension lasts. {words}")
    await tell(services, member.id, text.format(words=quoted(words)).strip())


async def _answered(services: Services, suspension: Suspension, by: User, action: Entry) -> None:
    """Compare and set: an appeal is answered once."""
    now = services.clock()
    async with services.database.transaction() as tx:
        if not await suspensions.swap(tx, suspension, replace(suspension, answered_at=now)):
            raise OutOfDate
        await audit.record(tx, now, by.id, action, f"member {suspension.member_id}")


async def _open(services: Services, press: Press) -> tuple[Suspension, Member]:
    suspension = await suspensions.load(services.database.reader, press.tap.subject)
    if suspension is None:
        raise OutOfDate
    if suspension.member_id == press.user.id:
        raise OwnCase
    member = await members.load(services.database.reader, suspension.member_id)
    if member is None or member.standing is not Standing.SUSPENDED:
        raise OutOfDate
    if not suspension.awaits_answer:
        raise OutOfDate
    return suspension, member


async def _close(
    services: Services, press: Press, suspension: Suspension, member: Member, outcome: str
) -> None:
    speech = services.texts.of(services.rules.language)
    name = quoted(display_name(press.user))
    text = f"{appeal_text(speech, member, suspension)}\n{outcome.format(name=name)}"
    await present(services, press.chat_id, press.message_id, text)

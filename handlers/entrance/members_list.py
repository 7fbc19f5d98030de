"""/members, for moderators in their group: who somebody is, what became of them, what waits."""

from datetime import datetime, timedelta
from typing import Any

from handlers.context import Services
from handlers.entrance.lookup import FOUND_MAX, find_members
from handlers.entrance.suspension_words import member_line
from handlers.people import moderator_name
from handlers.routing import Said
from handlers.telling import tell
from handlers.texts import Speech, Translate, copied, quoted, standing_name
from moderation.application import ApplicationState
from moderation.member import Member, Standing
from storage import applications, audit, members

# A message holds 4,096 characters; the newest lines say most.
HISTORY_SHOWN = 20
LATELY = timedelta(days=30)


async def show(services: Services, said: Said) -> None:
    """/members alone: counts and waiting times; with a name or a number: that person."""
    speech = services.texts.of(services.rules.language)
    words = said.words.partition(" ")[2].strip()
    text = await (_person(services, speech, words) if words else _counts(services, speech))
    await tell(services, said.chat_id, text, thread_id=said.message.message_thread_id)


async def _person(services: Services, speech: Speech, words: str) -> str:
    _ = speech.say
    found = await find_members(services, words)
    if not found:
        return _("Nobody is known by that: /members with a name, a number or a Telegram id.")
    if len(found) == 1:
        return await _history(services, speech, found[0])
    lines = [f"• {member_line(_, member)}" for member in found[:FOUND_MAX]]
    if len(found) > FOUND_MAX:
        lines.append(_("… and more: say more of the name."))
    return "\n".join(lines)


async def _history(services: Services, speech: Speech, member: Member) -> str:
    """Standing, applications, and the audit trail about both."""
    _ = speech.say
    reader = services.database.reader
    lines = [member_line(_, member)]
    since = _("First seen on {date}.").format(date=f"{member.joined_at:%Y-%m-%d}")
    lines.append(since)
    rows = await audit.trail(reader, f"member {member.id}")
    for application in await applications.of_member(reader, member.id):
        number = copied(application.number) if application.number else "–"
        about = _("Application no. {id}: {name}, number {number}")
        name = quoted(application.name or "?")
        lines.append(about.format(id=application.id, name=name, number=number))
        rows += await audit.trail(reader, f"application {application.id}")
    told = sorted(rows, key=lambda row: row["id"])[-HISTORY_SHOWN:]
    return "\n".join([*lines, *[await _row(services, _, member, row) for row in told]])


async def _row(services: Services, _: Translate, member: Member, row: dict[str, Any]) -> str:
    when = f"{datetime.fromisoformat(row['at']):%Y-%m-%d %H:%M}"
    who = row["actor_id"]
    if who is None:
        by = _("the bot")
    elif who == member.id:
        by = _("they themselves")
    else:
        by = quoted(await moderator_name(services, who))
    what = _action(_, row["action"])
    subject = "" if row["subject"].startswith("member") else f" ({row['subject']})"
    return f"• {when} · {what}{subject} · {by}"


def _action(_: Translate, action: str) -> str:
    """A word of the trail in the reader's language; one that has no name stays as it is."""
    names = {
        "submit": _("handed in"),
        "accept": _("accepted"),
        "refuse": _("refused"),
        "ask": _("asked again"),
        "withdraw": _("withdrawn"),
        "purge": _("photos deleted"),
        "suspend": _("suspended"),
        "reinstate": _("reinstated"),
        "lapse": _("lapsed"),
        "appeal": _("appealed"),
        "appeal_granted": _("appeal granted"),
        "appeal_kept": _("appeal answered, suspension kept"),
        "hand_over": _("membership handed over to another account"),
    }
    return names.get(action, action)


async def _counts(services: Services, speech: Speech) -> str:
    _ = speech.say
    reader, now = services.database.reader, services.clock()
    counted = await members.count(reader)
    lines = [
        f"• {standing_name(_, standing)}: {counted[standing]}"
        for standing in Standing
        if counted.get(standing) and standing is not Standing.ERASED
    ]
    lines.insert(0, _("<b>Members</b>"))
    waiting = await applications.waiting(reader)
    oldest = min((each.submitted_at or now for each in waiting), default=now)
    hours = int((now - oldest).total_seconds() // 3600)
    text = _("<b>Applications</b>\n• waiting: {number}, the oldest for {hours} h")
    lines.append(text.format(number=len(waiting), hours=hours))
    decided = await applications.decided_since(reader, now - LATELY)
    accepted = sum(state is ApplicationState.ACCEPTED for state, _waited in decided)
    refused = sum(state is ApplicationState.REFUSED for state, _waited in decided)
    text = _("• in 30 days: {accepted} accepted, {refused} refused, half of them within {time}")
    times = sorted(waited for _state, waited in decided)
    median = times[len(times) // 2] if times else timedelta()
    time = f"{int(median.total_seconds() // 3600)} h {int(median.total_seconds() // 60 % 60)} min"
    lines.append(text.format(accepted=accepted, refused=refused, time=time))
    lines.append(_("One person: /members NAME, or a number."))
    return "\n".join(lines)

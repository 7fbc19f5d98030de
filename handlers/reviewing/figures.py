"""Figures: /stats in the moderators' group, and a summary of the day before, once a day."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from handlers.context import Services
from handlers.people import moderation_place
from handlers.routing import Said
from handlers.telling import tell
from handlers.texts import Speech, reason_name
from moderation.figures import Figures, Queue, middle
from storage import figures


async def show(services: Services, said: Said) -> None:
    """/stats"""
    now = services.clock()
    found = await figures.gather(services.database.reader, now, services.rules.zone)
    speech = services.texts.of(services.rules.language)
    text = stats_text(speech, found, now)
    await tell(services, said.chat_id, text, thread_id=said.message.message_thread_id)


def stats_text(speech: Speech, found: Figures, now: datetime) -> str:
    """In HTML; the weeks as a small table."""
    _ = speech.say
    weeks = "\n".join(
        f"{monday:%d.%m.}  {sent:>4}  {published:>4}" for monday, sent, published in found.weeks
    )
    parts = [
        _("<b>Cases per week</b> (sent, published)") + f"\n<pre>{weeks}</pre>",
        "\n".join(_times(speech, found)),
        "\n".join([_("<b>Waiting now</b>"), *queue_lines(speech, found, now)]),
    ]
    if found.reasons:
        lines = [f"• {_reason(speech, name)} {count}" for name, count in found.reasons]
        parts.append("\n".join([_("<b>Why cases came back, in 30 days</b>"), *lines]))
    if found.judged_twice:
        text = _(
            "<b>Disagreement, in 30 days</b>\nOf {several} versions that several of you judged, "
            "{differing} were not judged alike."
        )
        parts.append(text.format(several=found.judged_twice, differing=found.disagreed))
    return "\n\n".join(parts)


def _times(speech: Speech, found: Figures) -> list[str]:
    _ = speech.say
    return [
        _("<b>Half of them within, in 30 days</b>"),
        _("• from sending to your decision: {span} ({count} versions)").format(
            span=span_words(speech, middle(found.to_review)), count=len(found.to_review)
        ),
        _(
            "• from publication to the first answer: {span} ({count} cases; {none} without one)"
        ).format(
            span=span_words(speech, middle(found.to_answer)),
            count=len(found.to_answer),
            none=found.unanswered,
        ),
    ]


def _reason(speech: Speech, name: str) -> str:
    return reason_name(speech.say, name) if name else speech.say("In own words:")


def queue_lines(speech: Speech, found: Figures, now: datetime) -> list[str]:
    """What waits, each with the age of the oldest; one line when nothing does."""
    _ = speech.say
    named: Sequence[tuple[str, Queue]] = (
        (_("• cases: {count}, the oldest for {age}"), found.cases),
        (_("• applications: {count}, the oldest for {age}"), found.applications),
        (_("• reports and requests: {count}, the oldest for {age}"), found.reports),
    )
    lines = [
        text.format(count=queue.count, age=span_words(speech, now - queue.oldest))
        for text, queue in named
        if queue.oldest is not None
    ]
    if found.hidden:
        lines.append(_("• 🙈 hidden until you decide: {count}").format(count=found.hidden))
    return lines or [_("Nothing is waiting.")]


def span_words(speech: Speech, span: timedelta | None) -> str:
    """In minutes, hours or days, whichever reads best."""
    _ = speech.say
    if span is None:
        return "–"
    minutes = max(0, round(span.total_seconds() / 60))
    if minutes < 120:
        return _("{number} min").format(number=minutes)
    if minutes < 2 * 24 * 60:
        return _("{number} h").format(number=round(minutes / 60))
    return _("{number} d").format(number=round(minutes / (24 * 60)))


async def sweep(services: Services) -> None:
    """The summary is said at the first sweep after its hour; a row says that the day is done."""
    hour, zone, now = services.rules.summary_hour, services.rules.zone, services.clock()
    local = now.astimezone(zone)
    if hour is None or local.hour < hour:
        return
    place = await moderation_place(services)
    today = local.date()
    if place is None or place.is_gone:
        return
    if await figures.is_summed_up(services.database.reader, today):
        return
    end = datetime.combine(today, time(), zone).astimezone(UTC)
    begin = datetime.combine(today - timedelta(days=1), time(), zone).astimezone(UTC)
    async with services.database.unit():
        async with services.database.transaction() as tx:
            if not await figures.first_of_day(tx, today, now):
                return
            done = await figures.of_day(tx, begin, end)
            found = await figures.gather(tx, now, zone)
        text = summary_text(services.texts.of(services.rules.language), done, found, now)
        if text:
            await tell(services, place.chat_id, text, thread_id=place.thread_id)


def summary_text(
    speech: Speech, done: dict[str, int], found: Figures, now: datetime
) -> str | None:
    """None when nothing happened and nothing waits: silence says that as well."""
    _ = speech.say
    named = (
        (_("sent: {count}"), "submit"),
        (_("published: {count}"), "publish"),
        (_("changes asked: {count}"), "ask_changes"),
        (_("rejected: {count}"), "reject"),
        (_("reported: {count}"), "report"),
        (_("hidden: {count}"), "hide"),
        (_("taken down: {count}"), "take_down"),
    )
    counts = [text.format(count=done[what]) for text, what in named if done.get(what)]
    waits = any(queue.count for queue in (found.cases, found.applications, found.reports))
    if not counts and not waits and not found.hidden:
        return None
    happened = " · ".join(counts) or _("nothing")
    head = _("☀️ <b>Yesterday</b>: {happened}").format(happened=happened)
    waiting = [_("<b>Waiting now</b>"), *queue_lines(speech, found, now)]
    return "\n\n".join([head, "\n".join(waiting)])

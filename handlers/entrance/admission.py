"""Admission: moderators see an application and accept it, ask again or refuse it with a reason."""

from dataclasses import replace

from telegram import User

from handlers.buttons import Act, Tap, button, keyboard
from handlers.context import Services
from handlers.entrance import joining
from handlers.entrance.application_card import (
    card_buttons,
    card_tap,
    card_text,
    open_text,
)
from handlers.entrance.credentials import credential_of, enter, settled
from handlers.entrance.doors import send_channels, settle_knocks
from handlers.entrance.dossier import dossier_of, holders_of
from handlers.entrance.evidence import take_away
from handlers.own_words import ask_own_words
from handlers.people import display_name
from handlers.relaying import relayed
from handlers.routing import Press
from handlers.telling import present, tell
from handlers.texts import admission_reason, plain, quoted
from moderation.application import (
    TAKEN_FOR,
    Application,
    ApplicationAction,
    ApplicationState,
    AskReason,
    RefuseReason,
    asked_again,
    next_application_state,
)
from moderation.errors import AlreadyDecided, NumberHeld, OutOfDate, OwnCase, TakenByColleague
from moderation.member import Member, Role, Standing, accepted_standing, refused_standing
from moderation.school import school_year_end
from storage import applications, audit, farewells, forgetting, members, school_years
from storage.places import Prompt

# Purposes of the free texts that moderators are asked for here.
ASK_WORDS = "admission_ask"
REFUSE_WORDS = "admission_refuse"

# What the buttons carry: the kind of answer, and its ready reasons.
REASONS = {"ask": frozenset[str](AskReason), "ref": frozenset[str](RefuseReason)}


# What led to a state, as the audit trail says it.
DECISIONS = {
    ApplicationState.ACCEPTED: ApplicationAction.ACCEPT,
    ApplicationState.FILLING: ApplicationAction.ASK,
    ApplicationState.REFUSED: ApplicationAction.REFUSE,
}


async def accept(services: Services, press: Press) -> str:
    application = await open_application(services, press)
    if await holders_of(services, application):
        raise NumberHeld
    was = await _member(services, application)
    verified = await admit(services, press, application)
    speech = services.texts.of(verified.language)
    _ = speech.say
    if was.is_verified:
        text = _("🎓 Thank you: your proof of the new school year is accepted.")
        await tell(services, verified.id, text)
        return press.speech.say("Accepted.")
    text = _("🎉 You are in: the moderators accepted your application.")
    await tell(services, verified.id, text)
    await send_channels(services, verified, speech)
    return press.speech.say("Accepted.")


async def admit(
    services: Services, press: Press, application: Application, name: str | None = None
) -> Member:
    """The claim becomes the member's record; name: another one than was claimed."""
    now = services.clock()
    decided = _decided(services, application, ApplicationAction.ACCEPT, press.user, None)
    member = await _member(services, application)
    verified = replace(
        member,
        standing=accepted_standing(member.standing),
        role=application.role,
        name=name or application.name,
        specialty=application.specialty,
    )
    async with services.database.transaction() as tx:
        await _settle(services, application, decided, verified, press.user)
        await enter(services, application)
        await farewells.stay(tx, member.id)
        if application.role is Role.STUDENT:
            await school_years.prove(tx, member.id, school_year_end(now))
        else:
            await school_years.forget(tx, member.id)
        await settle_knocks(services, verified)
    return verified


async def offer_reasons(services: Services, press: Press) -> None:
    """Ask again and Refuse first open their reasons, in place of the card's buttons."""
    application = await open_application(services, press)
    speech = services.texts.of(services.rules.language)
    _ = speech.say
    asking = press.tap.act is Act.ADMIT_ASK
    reasons: list[str] = [*AskReason] if asking else [*RefuseReason]
    word = ASK_WORDS if asking else REFUSE_WORDS
    # Everybody in the group sees these buttons: the mark says what a reason will do.
    mark = "↩️" if asking else "⛔"
    rows = [
        [
            button(
                f"{mark} {admission_reason(_, reason)}",
                card_tap(application, Act.ADMIT_REASON, f"{'ask' if asking else 'ref'}.{reason}"),
            )
        ]
        for reason in reasons
    ]
    rows.append([button(_("✍️ In my own words"), card_tap(application, Act.ADMIT_REASON, word))])
    rows.append([button(_("« Back"), card_tap(application, Act.ADMIT_BACK))])
    credential = await credential_of(services, application)
    text = open_text(speech, application, credential, await dossier_of(services, application))
    await present(services, press.chat_id, press.message_id, text, keyboard(*rows))


async def back_to_card(services: Services, press: Press) -> None:
    await _show_anew(services, press, await open_application(services, press))


async def take(services: Services, press: Press) -> str:
    """Whoever takes a card has it for some minutes; pressed again, they let it go."""
    was = await open_application(services, press)
    now = services.clock()
    mine = was.taker(now) == press.user.id
    taken = replace(
        was,
        taken_by=None if mine else press.user.id,
        taken_until=None if mine else now + TAKEN_FOR,
    )
    async with services.database.transaction() as tx:
        if not await applications.swap(tx, was, taken):
            raise OutOfDate
    await _show_anew(services, press, taken)
    _ = press.speech.say
    return _("You have let it go.") if mine else _("It is yours for ten minutes.")


async def _show_anew(services: Services, press: Press, application: Application) -> None:
    speech = services.texts.of(services.rules.language)
    dossier = await dossier_of(services, application)
    credential = await credential_of(services, application)
    text = open_text(speech, application, credential, dossier)
    markup = card_buttons(speech, application, dossier)
    await present(services, press.chat_id, press.message_id, text, markup)


async def choose_reason(services: Services, press: Press) -> str | None:
    """A canned reason decides at once; "in my own words" asks for them."""
    application = await open_application(services, press)
    _ = services.texts.of(services.rules.language).say
    if press.tap.arg in {ASK_WORDS, REFUSE_WORDS}:
        question = _("{name}, write to the applicant by replying to this message:")
        await ask_own_words(services, press, question, press.tap.arg)
        return None
    kind, _dot, reason = press.tap.arg.partition(".")
    if reason not in REASONS.get(kind, ()):
        raise OutOfDate
    await send_back(services, application, press.user, asking=kind == "ask", reason=reason)
    return _("Done.")


async def take_words(services: Services, prompt: Prompt, user: User, words: str) -> list[str]:
    """The moderator's own words, as the reason; returns what was replaced in them.

    Raises when the card has moved on meanwhile.
    """
    application = await applications.load(services.database.reader, prompt.subject_id)
    if application is None or application.revision != prompt.revision:
        raise OutOfDate
    if application.state is not ApplicationState.SUBMITTED:
        raise AlreadyDecided(application.state, application.decided_by)
    member = await _member(services, application)
    reason, labels = relayed(services, member.language, words)
    asking = prompt.purpose == ASK_WORDS
    await send_back(services, application, user, asking=asking, reason=reason)
    return labels


async def send_back(
    services: Services, application: Application, user: User, *, asking: bool, reason: str
) -> None:
    """Asks the applicant again, or refuses, and tells them why."""
    member = await _member(services, application)
    if asking:
        changed = replace(asked_again(application, reason), decided_by=user.id)
        await _settle(services, application, changed, member, user)
        await joining.go_on(services, member, services.texts.of(member.language))
        return
    refused = _decided(services, application, ApplicationAction.REFUSE, user, reason)
    outside = replace(member, standing=refused_standing(member.standing))
    await _settle(services, application, refused, outside, user)
    await settle_knocks(services, outside)
    _ = services.texts.of(member.language).say
    text = _("The moderators could not accept your application. {reason} You may apply again.")
    why = admission_reason(_, reason)
    again = Act.START_AGAIN if outside.standing is not Standing.VERIFIED else Act.RENEW
    markup = keyboard([button(_("Apply again"), Tap(again))])
    lines = [text.format(reason=why)]
    if services.rules.privacy_contact:
        contact = plain(services.rules.privacy_contact)
        lines.append(_("If you disagree, write to: {contact}").format(contact=contact))
    await tell(services, member.id, "\n\n".join(lines), markup)


async def open_application(services: Services, press: Press) -> Application:
    """The application on the card, if it still waits and is not the moderator's own."""
    application = await applications.load(services.database.reader, press.tap.subject)
    if application is None or application.revision != press.tap.revision:
        raise OutOfDate
    if application.member_id == press.user.id:
        raise OwnCase
    if application.state is not ApplicationState.SUBMITTED:
        raise AlreadyDecided(application.state, application.decided_by)
    taker = application.taker(services.clock())
    if taker is not None and taker != press.user.id:
        raise TakenByColleague(taker)
    return application


def _decided(
    services: Services,
    application: Application,
    action: ApplicationAction,
    user: User,
    reason: str | None,
) -> Application:
    return replace(
        application,
        state=next_application_state(application.state, action),
        evidence=None,
        evidence_at=None,
        evidence_message_id=None,
        challenge=None,
        challenge_at=None,
        taken_by=None,
        taken_until=None,
        reason=reason,
        decided_by=user.id,
        decided_at=services.clock(),
    )


async def _settle(
    services: Services, was: Application, now: Application, member: Member, user: User
) -> None:
    """Saves a decision, compare and set; purges the evidence here and in the moderators' chat."""
    asked = now.state is ApplicationState.FILLING
    shown = replace(now, card_chat_id=None, card_message_id=None) if asked else now
    async with services.database.transaction() as tx:
        if not await applications.swap(tx, was, shown):
            latest = await applications.load(tx, was.id)
            raise AlreadyDecided((latest or was).state, (latest or was).decided_by)
        if asked and was.card_chat_id is not None and was.card_message_id is not None:
            await forgetting.add_past_card(tx, was.id, was.card_chat_id, was.card_message_id)
        await members.save(tx, member)
        subject, action = f"application {was.id}", DECISIONS[now.state]
        await audit.record(tx, services.clock(), user.id, action, subject, was.revision)
        await take_away(services, was)
    await _close_card(services, was, now, user)


async def _close_card(services: Services, was: Application, now: Application, user: User) -> None:
    if was.card_chat_id is None or was.card_message_id is None:
        return
    speech = services.texts.of(services.rules.language)
    _ = speech.say
    outcomes = {
        ApplicationState.ACCEPTED: _("✅ Accepted by {name}"),
        ApplicationState.REFUSED: _("⛔ Refused by {name}"),
        ApplicationState.FILLING: _("↩️ More asked for by {name}"),
    }
    text = card_text(speech, was, settled(await credential_of(services, was)))
    lines = [text, outcomes[now.state].format(name=quoted(display_name(user)))]
    if now.reason:
        lines.append(admission_reason(_, now.reason))
    await present(services, was.card_chat_id, was.card_message_id, "\n".join(lines))


async def _member(services: Services, application: Application) -> Member:
    member = await members.load(services.database.reader, application.member_id)
    if member is None:
        raise OutOfDate
    return member

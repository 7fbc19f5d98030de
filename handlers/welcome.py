"""The way in: /start for every standing, the language, the first-use notice, /help."""

from dataclasses import replace

from telegram import InlineKeyboardMarkup

from handlers.buttons import Act, Tap, button, keyboard
from handlers.context import Services
from handlers.entrance import inviting, joining
from handlers.entrance.appeals import show_letter
from handlers.entrance.doors import send_channels
from handlers.entrance.inviting import PREFIX
from handlers.entrance.lapses import why_lapsed
from handlers.entrance.schooling import show_lapsed
from handlers.protection import reporting
from handlers.protection.reporting import LINK_PREFIX
from handlers.publishing.dress import REPORT_PREFIX
from handlers.refusals import sentence
from handlers.rights.account import come_back
from handlers.routing import Press, Said
from handlers.telling import present, tell
from handlers.texts import LANGUAGES, Speech, admission_reason, quoted
from moderation.errors import Suspended
from moderation.member import NOTICE_VERSION, Member, Role, Standing
from storage import applications, members


async def start(services: Services, said: Said) -> None:
    """/start: whatever the person needs next; a link under a post leads to a report about it."""
    payload = said.words.split()[1:]
    for prefix in (LINK_PREFIX, REPORT_PREFIX):
        if payload and payload[0].startswith(prefix):
            await reporting.begin(services, said, payload[0].removeprefix(prefix))
            return
    member = said.member
    if payload and payload[0].startswith(PREFIX):
        await inviting.note(services, member, payload[0].removeprefix(PREFIX))
    if member.is_erased:
        member = await come_back(services, member)
    await greet(services, member, said.speech)


async def greet(services: Services, member: Member, speech: Speech) -> None:
    _ = speech.say
    if member.is_erased:
        text = _("Your account is erased. If you want to come back, send /start.")
        await tell(services, member.id, text)
        return
    if not member.is_informed:
        await tell(services, member.id, notice(speech), _notice_buttons(speech))
        return
    match member.standing:
        case Standing.VISITOR | Standing.APPLICANT:
            await joining.go_on(services, member, speech)
        case Standing.VERIFIED:
            await tell(services, member.id, welcome_back(speech, member), menu(speech))
        case Standing.SUSPENDED:
            if not await show_letter(services, member):
                await tell(services, member.id, sentence(_, Suspended()))
        case Standing.LAPSED if await show_lapsed(services, member):
            return
        case _:
            await _offer_again(services, member, speech)


def notice(speech: Speech) -> str:
    """The first-use notice, version NOTICE_VERSION (what it must say: docs/privacy.md)."""
    _ = speech.say
    return "\n\n".join(
        [
            _("<b>Welcome to MedPics.</b> Colleagues learn here from each other's pictures."),
            _(
                "How it works: you prove once who you are; you send pictures and a question; "
                "faces and writing are hidden; you check the result; moderators look; it appears "
                "in the private channel of its specialty."
            ),
            _(
                "<b>Please know:</b>\n"
                "• This chat is a Telegram cloud chat. It is <b>not end-to-end encrypted</b>, and "
                "Telegram's servers see what you send. Crop or cover what identifies a patient "
                "before you send it, whenever you can.\n"
                "• It is not an urgent opinion, not an act of care, and not certified hosting of "
                "health data.\n"
                "• Originals are kept on our server only until the decision, at most 24 hours."
            ),
        ]
    )


def _notice_buttons(speech: Speech) -> InlineKeyboardMarkup:
    _ = speech.say
    other = next(code for code in LANGUAGES if code != speech.code)
    return keyboard(
        [button(_("I understand and accept"), Tap(Act.NOTICE, revision=NOTICE_VERSION))],
        [button(LANGUAGE_NAMES[other], Tap(Act.LANGUAGE, arg=other))],
    )


# A language is offered in its own words, whatever the reader's present one.
LANGUAGE_NAMES = {"fr": "🌐 Français", "en": "🌐 English"}


async def choose_language(services: Services, press: Press) -> None:
    language = press.tap.arg if press.tap.arg in LANGUAGES else "en"
    async with services.database.transaction() as tx:
        member = await members.set_language(tx, press.member, language)
    speech = services.texts.of(language)
    if not member.is_informed and not member.is_erased:
        text, markup = notice(speech), _notice_buttons(speech)
        await present(services, press.chat_id, press.message_id, text, markup)
    else:
        await greet(services, member, speech)


async def offer_language(services: Services, said: Said) -> None:
    """/language: both, each in its own words."""
    taps = [button(LANGUAGE_NAMES[code], Tap(Act.LANGUAGE, arg=code)) for code in LANGUAGES]
    await tell(services, said.chat_id, "Français ? English?", keyboard(taps))


async def accept_notice(services: Services, press: Press) -> None:
    """The tap counts for the version that its button was made for, and for no later one."""
    if press.member.is_erased:
        await greet(services, press.member, press.speech)
        return
    if press.tap.revision != NOTICE_VERSION:
        text, markup = notice(press.speech), _notice_buttons(press.speech)
        await present(services, press.chat_id, press.message_id, text, markup)
        return
    member = replace(press.member, notice_version=NOTICE_VERSION, notice_at=services.clock())
    async with services.database.transaction() as tx:
        await members.save(tx, member)
    await present(services, press.chat_id, press.message_id, notice(press.speech))
    await greet(services, member, press.speech)


def welcome_back(speech: Speech, member: Member) -> str:
    _ = speech.say
    if member.role is Role.STUDENT:
        return _(
            "You are a verified member, {name}. Follow the channels and answer in threads."
        ).format(name=quoted(member.name or ""))
    return _(
        "You are a verified member, {name}. Send me one to ten pictures and your question: as a "
        "photo, or as a file when detail matters."
    ).format(name=quoted(member.name or ""))


def menu(speech: Speech) -> InlineKeyboardMarkup:
    _ = speech.say
    return keyboard(
        [button(_("My cases"), Tap(Act.MY_CASES)), button(_("Channels"), Tap(Act.CHANNELS))]
    )


async def help_text(services: Services, said: Said) -> None:
    """/help: what can be sent, and every command."""
    _ = said.speech.say
    lines = [
        _(
            "Send me pictures (photo, file or album; DICOM as a file) with your question; I hide "
            "faces and writing."
        ),
        _(
            "/start – where you stand\n/cases – your cases\n/channels – the channels\n"
            "/invite – your link for a colleague\n/language – language"
        ),
        _(
            "/privacy – what is kept and who sees it\n/mydata – a copy of your data\n"
            "/forget – erase your account\n/report – say that a case should not be seen\n"
            "/rules – the house rules"
        ),
        _("Nobody else sees a picture before you and a moderator have checked it masked."),
    ]
    await tell(services, said.chat_id, "\n\n".join(lines))


async def channels(services: Services, said: Said) -> None:
    """/channels: the join-request links, for verified members."""
    await send_channels(services, said.member, said.speech)


async def channels_tap(services: Services, press: Press) -> None:
    await send_channels(services, press.member, press.speech)


async def whoami(services: Services, said: Said) -> None:
    """/whoami: the person's own Telegram id, which an operator writes into the configuration."""
    await tell(services, said.chat_id, f"<code>{said.user.id}</code>")


async def _offer_again(services: Services, member: Member, speech: Speech) -> None:
    _ = speech.say
    application = await applications.latest(services.database.reader, member.id)
    reason = admission_reason(_, application.reason if application else None)
    if member.standing is Standing.LAPSED:
        reason = await why_lapsed(services, member, speech)
    text = _("Your membership is not active. {reason} You may apply again.").format(reason=reason)
    await tell(
        services, member.id, text, keyboard([button(_("Apply again"), Tap(Act.START_AGAIN))])
    )

"""/forget: what erasing means, the choice about published cases, and a last question."""

from datetime import UTC, datetime, timedelta

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.buttons import Act, Tap, button, keyboard
from handlers.context import Services
from handlers.rights.account import erase_account
from handlers.routing import Press, Said
from handlers.telling import present, tell
from handlers.texts import Speech
from moderation.case import CaseState
from moderation.errors import OutOfDate
from moderation.member import Member, Standing
from storage import cases, exports, moderators

# What the buttons say about published cases; and the way out.
REMOVE, LEAVE, STAY = "remove", "leave", "stay"
# An explanation that was read long ago explains no longer.
GOOD_FOR = timedelta(hours=1)


async def explain(services: Services, said: Said) -> None:
    """/forget: what goes, what stays, and the choice."""
    _ = said.speech.say
    due = await exports.load(services.database.reader, said.member.id)
    if due is not None and due.done_at is None:
        text = _("Your archive is still being made. Send /forget again once it has come.")
        await tell(services, said.chat_id, text)
        return
    published = await _published(services, said.member.id)
    is_moderator = await moderators.is_listed(services.database.reader, said.member.id)
    lines = _explanation(said.speech, published, is_moderator=is_moderator)
    if said.member.standing is Standing.SUSPENDED:
        lines.append(
            _(
                "Your access is suspended: your Telegram number and the date stay for 12 months, "
                "and until then you cannot come back."
            )
        )
    await tell(
        services,
        said.chat_id,
        "\n\n".join(lines),
        _choices(said.speech, published, services.clock()),
    )


def _explanation(speech: Speech, published: int, *, is_moderator: bool) -> list[str]:
    _ = speech.say
    lines = [
        _("<b>Erase your account?</b> It cannot be undone. /mydata first gives you a copy."),
        _(
            "<b>What goes at once</b>\n"
            "• your name, number, role and specialty, and your applications\n"
            "• your drafts and all cases that are not published, with their pictures and words\n"
            "• your place in the channels and their discussion groups"
        ),
        _(
            "<b>What stays</b>\n"
            "• who decided and did what, by Telegram number and without names, for 12 months\n"
            "• how much you sent and asked for within the last day, until that day is over\n"
            "• what you wrote in threads, and what Telegram keeps of this chat: delete that "
            "yourself, before you go"
        ),
    ]
    if is_moderator:
        lines.append(
            _(
                "You are a moderator: you will leave that group as well. Your decisions stay, and "
                "so do your messages and your name on earlier cards there."
            )
        )
    if published:
        lines.append(
            speech.count(
                "You have {number} published case. It can go as well, or stay as that of “a "
                "verified colleague”, with its masked pictures and without your name; you cannot "
                "withdraw it later.",
                "You have {number} published cases. They can go as well, or stay as those of “a "
                "verified colleague”, with their masked pictures and without your name; you "
                "cannot withdraw them later.",
                published,
            )
        )
    return lines


def _choices(speech: Speech, published: int, now: datetime) -> InlineKeyboardMarkup:
    _ = speech.say
    minute = _minute(now)

    def choice(label: str, arg: str) -> InlineKeyboardButton:
        return button(label, Tap(Act.FORGET, revision=minute, arg=arg))

    if not published:
        return keyboard(
            [choice(_("Erase my account"), REMOVE)],
            [choice(_("Keep my account"), STAY)],
        )
    return keyboard(
        [choice(_("Erase my account and my cases"), REMOVE)],
        [choice(_("Erase my account, leave my cases unsigned"), LEAVE)],
        [choice(_("Keep my account"), STAY)],
    )


async def choose(services: Services, press: Press) -> None:
    """One of the two ways is asked about once more; the third ends it."""
    _ = press.speech.say
    if press.tap.arg == STAY:
        text = _("Your account stays as it is.")
        await present(services, press.chat_id, press.message_id, text)
        return
    _check(services, press)
    if press.tap.arg == LEAVE:
        text = _("Erase your account now, and leave your published cases unsigned?")
    else:
        text = _("Erase your account now, with all your cases?")
    sure = Tap(Act.FORGET_SURE, revision=press.tap.revision, arg=press.tap.arg)
    stay = Tap(Act.FORGET, revision=press.tap.revision, arg=STAY)
    markup = keyboard([button(_("Yes, erase it"), sure)], [button(_("Keep my account"), stay)])
    await present(services, press.chat_id, press.message_id, text, markup)


async def confirm(services: Services, press: Press) -> None:
    """The account is erased, and the person hears what is left to do."""
    _check(services, press)
    await erase_account(services, press.member, leave=press.tap.arg == LEAVE)
    _ = press.speech.say
    text = _(
        "Your account is erased. What goes from the channels goes now; I also take you out of "
        "the channels and groups, and tell you where I cannot.\n\nYou can delete this chat. If "
        "you ever come back, /start begins anew."
    )
    await present(services, press.chat_id, press.message_id, text)


def _check(services: Services, press: Press) -> None:
    """Raises OutOfDate for a choice that there was not, or that was explained too long ago."""
    member: Member = press.member
    age = services.clock() - datetime.fromtimestamp(press.tap.revision * 60, UTC)
    if member.is_erased or press.tap.arg not in {REMOVE, LEAVE}:
        raise OutOfDate
    if not timedelta() <= age < GOOD_FOR:
        raise OutOfDate


def _minute(now: datetime) -> int:
    return int(now.timestamp()) // 60


async def _published(services: Services, member_id: int) -> int:
    mine = await cases.everything_of(services.database.reader, member_id)
    return sum(case.state is CaseState.PUBLISHED for case in mine)

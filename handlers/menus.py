"""Command menus: members see theirs, moderators theirs, each in both languages."""

import logging

from telegram import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import TelegramError

from handlers.context import Services
from handlers.people import moderation_place
from handlers.texts import LANGUAGES, Speech

log = logging.getLogger(__name__)


async def set_menus(services: Services) -> None:
    """Idempotent; the group's menu is set when a group is bound."""
    private = BotCommandScopeAllPrivateChats()
    for code in LANGUAGES:
        menu = private_menu(services.texts.of(code))
        await services.bot.set_my_commands(menu, private, language_code=code)
    await services.bot.set_my_commands(private_menu(services.texts.of("en")), private)
    place = await moderation_place(services)
    if place is None:
        return
    group = group_menu(services.texts.of(services.rules.language))
    try:
        await services.bot.set_my_commands(group, BotCommandScopeChat(place.chat_id))
    except TelegramError as error:
        log.warning("the moderators' menu could not be set (%s)", type(error).__name__)


def private_menu(speech: Speech) -> list[BotCommand]:
    _ = speech.say
    return [
        BotCommand("start", _("Where you stand, and the next step")),
        BotCommand("cases", _("Your cases and their state")),
        BotCommand("channels", _("The channels you can join")),
        BotCommand("invite", _("Your link, to invite a colleague")),
        BotCommand("language", _("Français / English")),
        BotCommand("help", _("What I can do")),
        BotCommand("privacy", _("What is kept, how long, who sees it")),
        BotCommand("mydata", _("A copy of everything kept about you")),
        BotCommand("forget", _("Erase your account")),
        BotCommand("report", _("Say that a case should not be seen: /report MP-00012")),
        BotCommand("rules", _("The house rules")),
    ]


def group_menu(speech: Speech) -> list[BotCommand]:
    _ = speech.say
    return [
        BotCommand("queue", _("What is waiting, oldest first")),
        BotCommand("takedown", _("Take a case down at once: /takedown MP-00012")),
        BotCommand("stats", _("How things stand: cases, times, queue, reasons")),
        BotCommand("members", _("Who somebody is, and what waits: /members NAME or number")),
        BotCommand("doors", _("Which channels students may enter")),
        BotCommand("suspend", _("Suspend a member: /suspend NAME or number")),
        BotCommand("reinstate", _("Give a member their access back: /reinstate NAME or number")),
    ]

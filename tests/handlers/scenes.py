"""What a scene is made of: chats, answers, presses, and pictures that can be told apart."""

import asyncio
import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from telegram import Chat, Message, User

from handlers.buttons import Act, Tap
from handlers.context import Services
from handlers.permits import arrive
from handlers.routing import Press, Said
from moderation.case import AgeBand, Attestation, Case, Picture, PictureState, Sex, Step
from moderation.member import Member
from moderation.permissions import Action, may
from storage import cases, pictures
from storage.files import Purpose
from tests.moderation.examples import NOW

MODERATORS, CHANNEL, GROUP, ELSEWHERE = -1001, -1002, -1003, -1004
# What no outgoing request may ever hold.
SECRET = b"SECRET-PIXELS-OF-THE-ORIGINAL"
ORIGINAL = b"\xff\xd8\xff\xe0" + SECRET + b"\xff\xd9"


def answered(case: Case) -> Case:
    """Every question answered, every line attested."""
    return replace(
        case,
        specialty="dermatology",
        question="What is it?",
        age=AgeBand.Y40,
        sex=Sex.FEMALE,
        context="For a week.",
        signed=True,
        attested=frozenset(Attestation) - {Attestation.WRITTEN},
    )


async def masked_picture(services: Services, picture: Picture) -> Picture:
    """The picture with files of its own, the original already purged."""
    data = f"masked picture {picture.position}".encode()
    return replace(
        picture,
        state=PictureState.MASKED,
        original=None,
        masked=await services.files.put(data, Purpose.MASKED),
        preview=await services.files.put(b"outlined " + data, Purpose.PREVIEW),
        digest=hashlib.sha256(data).hexdigest(),
        width=40,
        height=30,
        preview_id=500 + picture.position,
    )


def press(services: Services, member: Member, tap: Tap, chat_id: int | None = None) -> Press:
    """What a tap of this member looks like to our functions."""
    user = User(member.id, "Ada", is_bot=False)
    speech = services.texts.of(member.language)
    return Press(tap, member, user, chat_id or member.id, 77, speech)


def correction(
    services: Services, member: Member, picture: Picture, act: Act, arg: str = ""
) -> Press:
    """A press under the message that shows the picture."""
    pressed = press(services, member, Tap(act, picture.id, 1, arg))
    return replace(pressed, message_id=picture.preview_id or 0)


async def stored(services: Services, case_id: int) -> list[Picture]:
    return await pictures.of_case(services.database.reader, case_id)


def folder(services: Services) -> Path:
    """Where the private files lie."""
    return services.files._folder._path


async def moderates(services: Services, user_id: int, chat_id: int) -> bool:
    """Whether this person has a moderator's power when they act in this chat."""
    kind = Chat.PRIVATE if chat_id > 0 else Chat.SUPERGROUP
    user = User(user_id, "Ada", is_bot=False)
    visit = await arrive(services, user, Chat(chat_id, kind))
    return may(visit.actor, visit.where, Action.REVIEW)


async def no_time(_seconds: float) -> None:
    """What the bot waits by itself takes no time, but lets everybody else go on."""
    await asyncio.sleep(0)


async def settled(services: Services) -> None:
    """Waits until everything is masked, said and carried out that was asked for."""
    await services.errands.finish()


def said(services: Services, member: Member, words: str) -> Said:
    chat, user = Chat(member.id, Chat.PRIVATE), User(member.id, "Ada", is_bot=False)
    message = Message(9, NOW, chat, from_user=user, text=words)
    return Said(message, member, user, services.texts.of(member.language))


async def at(services: Services, case: Case, step: Step, **fields: Any) -> Case:
    """The draft, moved to a step."""
    async with services.database.transaction() as tx:
        moved = await cases.change_draft(tx, case, NOW, step=step, **fields)
    assert moved is not None
    return moved


async def now(services: Services, case: Case) -> Case:
    loaded = await cases.load(services.database.reader, case.id)
    assert loaded is not None
    return loaded

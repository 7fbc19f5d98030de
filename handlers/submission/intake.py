"""Pictures in: a photo, a file or an album becomes pictures of the author's one draft."""

from collections.abc import Collection

from telegram import Document, Message, PhotoSize
from telegram.error import BadRequest
from telegram.ext import filters

from handlers import quota
from handlers.context import Services
from handlers.entrance import handing_in
from handlers.erasing import erase
from handlers.refusals import sentence
from handlers.routing import Said
from handlers.submission import masking
from handlers.submission.typed import take_caption
from handlers.telling import tell
from handlers.texts import Speech, Translate
from moderation.case import PICTURES_MAX, Case, Step
from moderation.errors import NotVerified, ReadersOnly, RuleError
from moderation.member import Member, Role, Standing
from storage import cases, pictures, told
from storage.database import Transaction
from storage.files import Purpose

# The Bot API hands out files of at most 20 MB; Telegram counts in thousands.
DOWNLOAD_MAX_BYTES = 20_000_000
# A photo of a card; what is accepted nowhere else needs no place here.
PLAIN_TYPES = frozenset(
    {
        "image/jpeg",
        "image/jpg",
        "image/png",
        "image/webp",
        "image/bmp",
        "image/x-ms-bmp",
        "image/tiff",
        "image/heic",
        "image/heif",
        "image/avif",
    }
)
PICTURE_TYPES = PLAIN_TYPES | {
    "image/gif",
    "image/heic-sequence",
    "image/heif-sequence",
    "image/jp2",
    "image/jpx",
    "image/jpeg2000",
    "application/dicom",
    "application/x-dicom",
}
# Apps often do not know what they send: then the name's ending says it.
UNKNOWN_TYPES = frozenset({None, "", "application/octet-stream"})
PLAIN_ENDINGS = frozenset(
    {"jpg", "jpeg", "png", "webp", "bmp", "tif", "tiff", "heic", "heif", "avif"}
)
PICTURE_ENDINGS = PLAIN_ENDINGS | {"gif", "jp2", "j2k", "jpx", "dcm", "dicom", "dic"}

FILMS = filters.VIDEO | filters.VIDEO_NOTE | filters.ANIMATION
# Telegram calls an animation a document as well.
PICTURES = filters.PHOTO | (filters.Document.ALL & ~filters.ANIMATION)
OTHER_MEDIA = (
    FILMS
    | filters.Sticker.ALL
    | filters.VOICE
    | filters.AUDIO
    | filters.CONTACT
    | filters.LOCATION
    | filters.POLL
    | filters.STORY
    | filters.VENUE
    | filters.Dice.ALL
)


async def take_evidence(services: Services, said: Said) -> None:
    """A picture from somebody who is joining: the proof, once it is asked for."""
    if not await handing_in.awaits_evidence(services, said.member):
        is_reader = said.member.is_verified and said.member.role is Role.STUDENT
        await turn_away(services, said, ReadersOnly() if is_reader else NotVerified())
        return
    data = await _taken(services, said, evidence=True)
    if data is not None:
        # Counted last: nothing may be written before the anonymizer has looked.
        await handing_in.take_evidence(services, said, data)
        await quota.note(services, said.member.id, len(data))
        await _delete_incoming(services, said)


async def take_picture(services: Services, said: Said) -> None:
    """One message with a picture: part of the author's case."""
    data = await _taken(services, said, evidence=False)
    if data is not None:
        await _add(services, said, data)
        await quota.note(services, said.member.id, len(data))


async def _taken(services: Services, said: Said, *, evidence: bool) -> bytes | None:
    """The bytes of the picture; None when it cannot be taken, which is said.

    What is not taken leaves the chat as what is taken does: it may show a patient all the same.
    """
    data = await _fetched(services, said, evidence=evidence)
    if data is None:
        await _delete_incoming(services, said)
    return data


async def _fetched(services: Services, said: Said, *, evidence: bool) -> bytes | None:
    problem = _problem(said.speech.say, said.message.document, evidence=evidence)
    if problem:
        await _refuse(services, said, problem)
        return None
    if not evidence and await _is_full(services, said):
        return None
    if await quota.refused(services, said, evidence=evidence):
        return None
    data = await _download(said.message)
    if data is None:
        text = said.speech.say("Telegram no longer has this file. Send it again.")
        await tell(services, said.chat_id, text)
    return data


async def _refuse(services: Services, said: Said, text: str) -> None:
    """Below what it is about, or saying that this leaves the chat."""
    if services.rules.delete_incoming:
        text += " " + said.speech.say("I take what you sent out of this chat.")
        await tell(services, said.chat_id, text)
    else:
        await tell(services, said.chat_id, text, reply_to=said.message.message_id)


async def refuse_media(services: Services, said: Said) -> None:
    """Stickers, voice, video and the rest: one sentence saying what to send.

    A film or a recording may be of a patient, and leaves the chat.
    """
    text, message = _what_to_send(said.speech.say, said.message), said.message
    if message.video or message.video_note or message.animation or message.voice or message.audio:
        await _delete_incoming(services, said)
        await _refuse(services, said, text)
        return
    await tell(services, said.chat_id, text, reply_to=message.message_id)


def _what_to_send(_: Translate, message: Message) -> str:
    if message.animation:
        return _(
            "Telegram has turned this animation into a video, and I only take still pictures. "
            "Send the images that matter as photos or files."
        )
    if message.video or message.video_note:
        return _no_films(_)
    return _("I only take still pictures. Send a photo, or a file such as JPEG, PNG or DICOM.")


def _no_films(_: Translate) -> str:
    return _(
        "I only take still pictures, no videos. Send the moments that matter as photos or files."
    )


async def turn_away(services: Services, said: Said, refusal: RuleError) -> None:
    """A picture from whom none is taken is not kept, and leaves the chat."""
    await _delete_incoming(services, said)
    await tell(services, said.chat_id, _way_in(said.speech, said.member, refusal))


def _way_in(speech: Speech, member: Member, refusal: RuleError) -> str:
    _ = speech.say
    is_new = member.standing is Standing.VISITOR
    if not is_new and not isinstance(refusal, NotVerified):
        return sentence(_, refusal) + " " + _("I have not kept your picture.")
    if member.standing is Standing.APPLICANT:
        return _(
            "I take pictures once the moderators have accepted you, and have not kept this one. "
            "/start shows where you stand."
        )
    return _(
        "I take pictures from verified members only, and have not kept yours. Joining takes two "
        "minutes: /start"
    )


def _problem(_: Translate, document: Document | None, *, evidence: bool) -> str | None:
    """Why this file cannot be taken, as a sentence, before anything is downloaded."""
    if document is None:
        return None
    if (document.file_size or 0) > DOWNLOAD_MAX_BYTES:
        return _("This file is larger than 20 MB. Send a smaller export, or send it as a photo.")
    if (document.mime_type or "").startswith("video/"):
        return _no_films(_)
    if evidence and not _is_among(document, PLAIN_TYPES, PLAIN_ENDINGS):
        return _("I only take a photo of your card. Send it as a photo, or as a JPEG or PNG file.")
    if not _is_among(document, PICTURE_TYPES, PICTURE_ENDINGS | {""}):
        return _(
            "I only take pictures. Send it as a photo, or as a file: JPEG, PNG, WebP, HEIC, AVIF, "
            "GIF, TIFF, BMP, JPEG 2000 or DICOM."
        )
    return None


def _is_among(document: Document, types: Collection[str], endings: Collection[str]) -> bool:
    """By the type that the sender's app states, or by the name's ending where it states none."""
    if document.mime_type not in UNKNOWN_TYPES:
        return document.mime_type in types
    return _ending(document.file_name or "") in endings


def _ending(name: str) -> str:
    """Empty for a name without one, as scanners give: "IM000001", or "1.2.840.10008.5"."""
    _rest, dot, ending = name.rpartition(".")
    return "" if not dot or ending.isdigit() else ending.lower()


async def _download(message: Message) -> bytes | None:
    source: Document | PhotoSize | None = message.document
    if source is None and message.photo:
        source = max(message.photo, key=lambda size: size.width * size.height)
    if source is None:
        return None
    try:
        file = await source.get_file()
        return bytes(await file.download_as_bytearray())
    except BadRequest:
        return None


async def _is_full(services: Services, said: Said) -> bool:
    """Whether the draft holds all that a case may; then nothing more is fetched for it."""
    case = await cases.draft_of(services.database.reader, said.member.id)
    if case is None:
        return False
    if len(await pictures.of_case(services.database.reader, case.id)) < PICTURES_MAX:
        return False
    await _say_full(services, said)
    return True


async def _add(services: Services, said: Said, data: bytes) -> None:
    """Keeps the original, makes it a picture of the draft, and has it masked in the background."""
    key = await services.files.put(data, Purpose.ORIGINAL)
    async with services.database.transaction() as tx:
        case = await cases.draft_of(tx, said.member.id)
        if case is None:
            case = await cases.begin(tx, said.member.id, services.clock())
        full = len(await pictures.of_case(tx, case.id)) >= PICTURES_MAX
        picture = None
        if not full:
            picture = await pictures.add(
                tx, case.id, said.message.message_id, key, services.clock()
            )
            await _back_to_pictures(services, tx, case)
    if picture is None:
        await services.discard(key)
        await _delete_incoming(services, said)
        if full:
            await _say_full(services, said)
        return
    if said.message.caption:
        await take_caption(services, case.id, said.message.caption)
    await _delete_incoming(services, said)
    masking.wake(services, case.id)


async def _back_to_pictures(services: Services, tx: Transaction, case: Case) -> None:
    """A straggler reopens the screen of the pictures: nothing is sent on unseen."""
    fresh = {"step": Step.PICTURES, "attested": frozenset()}
    await cases.change_draft(tx, case, services.clock(), **fresh)


async def _say_full(services: Services, said: Said) -> None:
    """Once for an album, not for each of its pictures."""
    async with services.database.transaction() as tx:
        now = services.clock()
        if await told.first_in(tx, said.member.id, "full", now, quota.SAID_EVERY):
            _ = said.speech.say
            text = _(
                "A case holds ten pictures; I left out what went beyond. Remove one first to make "
                "room."
            )
            await tell(services, said.chat_id, text)


async def _delete_incoming(services: Services, said: Said) -> None:
    """An original leaves the chat, be it kept now or not taken at all."""
    if services.rules.delete_incoming:
        await erase(services, said.chat_id, [said.message.message_id])

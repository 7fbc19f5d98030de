"""Files with several pictures: each becomes a picture of the case, as far as there is room."""

from handlers.context import Services
from handlers.telling import tell
from moderation.case import PICTURES_MAX, CaseState, Picture
from storage import cases, members, pictures
from storage.files import Purpose


async def take_apart(services: Services, picture: Picture, data: bytes) -> None:
    """The file's original gives way to one original for each picture, all in one transaction; its
    author is told how many of how many. Raises anonymize.PictureError, and nothing has changed.
    """
    found = await services.hider.stills(data)
    keys = [await services.files.put(each, Purpose.ORIGINAL) for each in found.pictures]
    async with services.database.unit():
        await _spread(services, picture, keys, found.of)


async def _spread(services: Services, picture: Picture, keys: list[str], of: int) -> None:
    async with services.database.transaction() as tx:
        case = await cases.load(tx, picture.case_id)
        # Thrown away meanwhile: nothing that is gone comes back.
        is_draft = case is not None and case.state is CaseState.DRAFT
        taken = await pictures.spread(tx, picture, keys, PICTURES_MAX) if is_draft else []
    gone = set(keys) - set(taken)
    if taken and picture.original:
        gone.add(picture.original)
    await services.discard(*gone)
    if taken:
        await _tell(services, picture.case_id, len(taken), of)


async def _tell(services: Services, case_id: int, taken: int, of: int) -> None:
    case = await cases.load(services.database.reader, case_id)
    author = await members.load(services.database.reader, case.author_id) if case else None
    if author is None:
        return
    speech = services.texts.of(author.language)
    if taken == of:
        text = speech.count(
            "This file holds {number} image: it is a picture of your case.",
            "This file holds {number} images: each is a picture of your case.",
            of,
        )
    else:
        text = speech.say("This file holds {of} images: I took {taken} of them, evenly spaced.")
        text = text.format(of=of, taken=taken)
    await tell(services, author.id, text)

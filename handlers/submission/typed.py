"""What an author types: a question, a context, a caption; rewritten before it is kept."""

from handlers.context import Services
from handlers.erasing import erase
from handlers.guarding import guarded
from handlers.relaying import tell_replaced
from handlers.routing import Said
from handlers.submission.doubts import LIMITS, Field
from handlers.submission.questions import move, show_step
from handlers.telling import tell
from handlers.texts import shortened, units
from handlers.wording import rewritten
from moderation.case import Case, Step
from storage import cases, members, words


async def take_words(services: Services, said: Said) -> bool:
    """A free text while a draft is open: the question, or the context; False without a draft."""
    case = await cases.draft_of(services.database.reader, said.member.id)
    if case is None:
        return False
    _ = said.speech.say
    if case.step not in {Step.QUESTION, Step.CONTEXT, Step.PICTURES}:
        # "45 years" typed at the age must not take the place of the question.
        text = _("Please answer with the buttons. To change your question, go back to it.")
        await tell(services, said.chat_id, text)
        await show_step(services, case.id, below=True)
        return True
    if not guarded(said.words).strip():
        await show_step(services, case.id, below=True)
        return True
    field = Field.CONTEXT if case.step is Step.CONTEXT else Field.QUESTION
    length, limit = units(said.words), LIMITS[field]
    if length > limit:
        text = _("Your text has {length} characters; the limit is {limit}. Send a shorter one.")
        await tell(services, said.chat_id, text.format(length=length, limit=limit))
        return True
    await _take(services, said, case, field)
    return True


async def _take(services: Services, said: Said, case: Case, field: Field) -> None:
    """Only the rewritten text is kept; the message leaves the chat when something was found."""
    kept = rewritten(services.identifiers, said.speech.say, said.words, LIMITS[field])
    gone = [said.message.message_id] if kept.labels and services.rules.delete_incoming else []
    async with services.database.transaction() as tx:
        await words.typed_in(tx, case.id, field, said.message.message_id)
    await erase(services, said.chat_id, gone)
    if kept.labels:
        await tell_replaced(services, said.chat_id, said.speech, kept.labels)
    step = case.step.after()
    if case.step is Step.PICTURES:
        # The note first: the screen to go on with stays the last thing in the chat.
        noted = said.speech.say("Noted as your question.")
        if case.is_answer:
            noted = said.speech.say("Noted as your words.")
        await tell(services, said.chat_id, noted)
        step = case.step
    await move(services, case, step, below=True, **{field.value: kept.text})


async def take_caption(services: Services, case_id: int, caption: str) -> None:
    """The caption of a picture becomes the question, unless one was given already."""
    case = await cases.load(services.database.reader, case_id)
    author = await members.load(services.database.reader, case.author_id) if case else None
    if author is None:
        return
    speech, limit = services.texts.of(author.language), LIMITS[Field.QUESTION]
    kept = rewritten(services.identifiers, speech.say, caption.strip(), limit)
    async with services.database.transaction() as tx:
        case = await cases.load(tx, case_id)
        taken = case is not None and not case.question
        if case is not None and taken:
            question = shortened(kept.text, limit)
            await cases.change_draft(tx, case, services.clock(), question=question)
    if taken and kept.labels:
        await tell_replaced(services, author.id, speech, kept.labels)

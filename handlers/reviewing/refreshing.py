"""Refreshing: a card that waits says what the newest edition of its registry says."""

from collections.abc import Mapping
from datetime import datetime

from handlers.context import Services
from handlers.entrance.application_card import card_buttons, open_text
from handlers.entrance.credentials import answer_of, credential_of
from handlers.entrance.dossier import dossier_of
from handlers.telling import present
from moderation.application import Application, ApplicationState
from moderation.numbers import Register
from moderation.registry import Answer, Source
from storage import applications, registry_answers


async def refresh_cards(services: Services) -> None:
    """Those that were answered by an earlier edition, or by nobody; twice is harmless."""
    editions = {each.register: each.imported_at for each in await services.registry.editions()}
    for application_id in await applications.ids_waiting(services.database.reader):
        await services.errands.guard(_refresh_if_older(services, application_id, editions))


async def _refresh_if_older(
    services: Services, application_id: int, editions: Mapping[Register, datetime]
) -> None:
    reader = services.database.reader
    application = await applications.load(reader, application_id)
    said = await registry_answers.load(reader, application) if application else None
    if application is None or said is None or said.source is Source.ONLINE:
        return
    if editions.get(application.register) in {None, said.as_of}:
        return
    answer = await answer_of(services, application)
    if answer is not None:
        await _refresh(services, application.id, answer)


async def _refresh(services: Services, application_id: int, answer: Answer) -> None:
    async with services.application_locks[application_id], services.database.unit():
        application = await applications.load(services.database.reader, application_id)
        if application is None or application.state is not ApplicationState.SUBMITTED:
            return
        async with services.database.transaction() as tx:
            await registry_answers.keep(tx, application, answer)
        await _show_again(services, application)


async def _show_again(services: Services, application: Application) -> None:
    chat_id, message_id = application.card_chat_id, application.card_message_id
    if chat_id is None or message_id is None:
        return
    speech = services.texts.of(services.rules.language)
    dossier = await dossier_of(services, application)
    credential = await credential_of(services, application)
    text = open_text(speech, application, credential, dossier)
    markup = card_buttons(speech, application, dossier)
    await present(services, chat_id, message_id, text, markup)

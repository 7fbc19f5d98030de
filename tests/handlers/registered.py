"""Forty members verified by their numbers, all of them listed, and what each of them hears."""

import json
from dataclasses import replace
from typing import Any

from handlers.buttons import Tap, parse
from handlers.context import Services
from moderation.member import Role, Standing
from moderation.numbers import Register
from moderation.recheck import Registration
from moderation.registry import Professional
from storage import members, registrations, registry_checks
from storage.registry_checks import CheckState
from storage.rows import fetch
from tests.handlers.shelf import ANNE
from tests.moderation.examples import NOW, make_member

OPERATOR = 900
FIRST, LAST = 101, 140


def listed(number: int, **fields: Any) -> Professional:
    return replace(ANNE, number=f"1{number:010d}", labels=(), **fields)


EVERYBODY = [listed(number) for number in range(FIRST, LAST + 1)]


async def accept(services: Services, number: int, **fields: Any) -> None:
    """A member of this number, verified when the registry had them."""
    member = make_member(id=number, language="en", name="Anne Dupont", role=Role.DOCTOR)
    seen = fields.pop("seen", listed(number))
    verified = replace(member, standing=Standing.VERIFIED, **fields)
    async with services.database.transaction() as tx:
        await members.save(tx, verified)
        kept = Registration(number, Register.RPPS, listed(number).number, NOW, seen)
        await registrations.keep(tx, kept)


async def said(services: Services, chat_id: int) -> list[str]:
    sql = "SELECT content FROM outbox WHERE chat_id = ? ORDER BY id"
    rows = await fetch(services.database.reader, sql, chat_id)
    return [json.loads(row["content"])["text"] for row in rows]


async def buttons(services: Services, chat_id: int) -> list[Tap]:
    """Those under what was said last."""
    sql = "SELECT content FROM outbox WHERE chat_id = ? ORDER BY id DESC LIMIT 1"
    [row] = await fetch(services.database.reader, sql, chat_id)
    keys = json.loads(row["content"])["markup"]["inline_keyboard"]
    return [tap for line in keys for key in line if (tap := parse(key["callback_data"]))]


async def standing(services: Services, number: int) -> Standing:
    member = await members.load(services.database.reader, number)
    assert member is not None
    return member.standing


async def lapsed(services: Services) -> list[int]:
    sql = "SELECT id FROM member WHERE standing = 'lapsed' ORDER BY id"
    return [row["id"] for row in await fetch(services.database.reader, sql)]


async def state(services: Services) -> CheckState | None:
    check = await registry_checks.load(services.database.reader, Register.RPPS)
    return check.state if check else None

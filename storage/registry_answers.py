"""Rows of answers: what a registry said about an application, until it is decided."""

import json
from collections.abc import Mapping
from typing import Any

from aiosqlite import Connection

from moderation.application import Application, ApplicationState
from moderation.numbers import Register
from moderation.registry import Answer, Professional, Source
from storage.rows import encode, fetch_one, insert, instant


async def keep(tx: Connection, application: Application, answer: Answer) -> None:
    found = answer.professional
    values = {
        "application_id": application.id,
        "revision": application.revision,
        "source": answer.source.value,
        "as_of": encode(answer.as_of),
        "professional": json.dumps(_plain(found), ensure_ascii=False) if found else None,
        "namesakes": json.dumps([_plain(one) for one in answer.namesakes], ensure_ascii=False),
    }
    await insert(tx, "registry_answer", values, verb="INSERT OR REPLACE")


async def load(connection: Connection, application: Application) -> Answer | None:
    """What was said about this revision; None as long as nobody was asked."""
    sql = "SELECT * FROM registry_answer WHERE application_id = ? AND revision = ?"
    row = await fetch_one(connection, sql, application.id, application.revision)
    if row is None:
        return None
    found = row["professional"]
    return Answer(
        Source(row["source"]),
        instant(row["as_of"]),
        _professional(json.loads(found)) if found else None,
        tuple(_professional(one) for one in json.loads(row["namesakes"])),
    )


async def forget_decided(tx: Connection) -> None:
    """Answers hold the names of others, and serve nobody once the application is decided."""
    sql = (
        "DELETE FROM registry_answer WHERE application_id IN"
        " (SELECT id FROM application WHERE state <> ?)"
    )
    await tx.execute(sql, (ApplicationState.SUBMITTED.value,))


def _plain(professional: Professional) -> dict[str, Any]:
    return {
        "register": professional.register.value,
        "number": professional.number,
        "surname": professional.surname,
        "given": professional.given,
        "codes": sorted(professional.codes),
        "labels": list(professional.labels),
    }


def _professional(plain: Mapping[str, Any]) -> Professional:
    return Professional(
        Register(plain["register"]),
        plain["number"],
        plain["surname"],
        plain["given"],
        frozenset(plain["codes"]),
        tuple(plain["labels"]),
    )

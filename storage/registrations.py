"""Rows of registrations: the number by which a member was accepted, and how it was last listed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiosqlite import Connection

from moderation.application import ApplicationState
from moderation.member import Standing
from moderation.numbers import Register
from moderation.recheck import Outcome, Registration
from moderation.registry import Professional
from storage.rows import encode, fetch, fetch_one, insert, sure_instant


@dataclass(frozen=True, slots=True)
class Claimant:
    """Somebody else who came with the same number; name: as accepted, or as claimed."""

    member_id: int
    name: str
    standing: Standing
    application_id: int
    state: ApplicationState


@dataclass(frozen=True, slots=True)
class Lapse:
    """A membership that an edition ended. name: of the member; number: the one that did it."""

    member_id: int
    name: str
    number: str
    outcome: Outcome


async def keep(tx: Connection, registration: Registration) -> None:
    """In place of an earlier one: a person has one number here."""
    values = {
        "member_id": registration.member_id,
        "register": registration.register.value,
        "number": registration.number,
        "since": encode(registration.since),
    } | _seen(registration.seen)
    await insert(tx, "registration", values, verb="INSERT OR REPLACE")


async def forget(tx: Connection, member_id: int) -> None:
    await tx.execute("DELETE FROM registration WHERE member_id = ?", (member_id,))


async def load(connection: Connection, member_id: int) -> Registration | None:
    sql = "SELECT * FROM registration WHERE member_id = ?"
    row = await fetch_one(connection, sql, member_id)
    return _registration(row) if row else None


async def of_verified(
    connection: Connection, register: Register
) -> list[tuple[Registration, str]]:
    """Everybody verified by a number of this register, with their name."""
    sql = (
        "SELECT registration.*, member.name FROM registration"
        " JOIN member ON member.id = member_id WHERE register = ? AND standing = ?"
    )
    rows = await fetch(connection, sql, register, Standing.VERIFIED)
    return [(_registration(row), row["name"] or "") for row in rows]


async def see(tx: Connection, now: Mapping[int, Professional]) -> None:
    """Remembers how the numbers of these members are listed now."""
    values = [_seen(row) | {"member_id": member_id} for member_id, row in now.items()]
    sql = "UPDATE registration SET surname = :surname, given = :given, codes = :codes"
    await tx.executemany(f"{sql} WHERE member_id = :member_id", values)


async def lapse(tx: Connection, member_id: int, edition: str, outcome: Outcome) -> None:
    """Notes what ended the membership; whoever is reinstated does not lapse by it again."""
    sql = (
        "UPDATE registration SET surname = NULL, given = NULL, codes = NULL, lapsed_by = ?,"
        " outcome = ? WHERE member_id = ?"
    )
    await tx.execute(sql, (edition, outcome.value, member_id))


async def lapsed_by(connection: Connection, edition: str) -> list[Lapse]:
    """Everybody whose membership this edition ended."""
    sql = (
        "SELECT member_id, number, outcome, member.name FROM registration"
        " JOIN member ON member.id = member_id WHERE lapsed_by = ? ORDER BY member_id"
    )
    return [
        Lapse(row["member_id"], row["name"] or "", row["number"], Outcome(row["outcome"]))
        for row in await fetch(connection, sql, edition)
    ]


async def why_lapsed(connection: Connection, member_id: int) -> Outcome | None:
    """What an edition of a registry had against this member, if that ended their membership."""
    sql = "SELECT outcome FROM registration WHERE member_id = ? AND lapsed_by IS NOT NULL"
    row = await fetch_one(connection, sql, member_id)
    return Outcome(row["outcome"]) if row else None


async def others_with(
    connection: Connection, register: Register, number: str, member_id: int
) -> list[Claimant]:
    """Whoever else ever came with this number, by their newest application."""
    sql = (
        "SELECT a.member_id, coalesce(m.name, a.name, '') AS name, m.standing, a.state,"
        " max(a.id) AS application_id FROM application AS a JOIN member AS m ON m.id = a.member_id"
        " WHERE a.register = ? AND a.number = ? AND a.number <> '' AND a.member_id <> ?"
        " GROUP BY a.member_id ORDER BY application_id"
    )
    return [
        Claimant(
            row["member_id"],
            row["name"],
            Standing(row["standing"]),
            row["application_id"],
            ApplicationState(row["state"]),
        )
        for row in await fetch(connection, sql, register, number, member_id)
    ]


def _seen(professional: Professional | None) -> dict[str, str | None]:
    if professional is None:
        return {"surname": None, "given": None, "codes": None}
    codes = " ".join(sorted(professional.codes))
    return {"surname": professional.surname, "given": professional.given, "codes": codes}


def _registration(row: Mapping[str, Any]) -> Registration:
    register = Register(row["register"])
    seen = None
    if row["surname"] is not None:
        codes = frozenset(row["codes"].split())
        seen = Professional(register, row["number"], row["surname"], row["given"], codes)
    return Registration(
        row["member_id"], register, row["number"], sure_instant(row["since"]), seen
    )

"""The French directory asked on-line (FHIR v2): one number at a time, paced, kept for a while."""

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import httpx
from pydantic import SecretStr

from moderation.numbers import Register
from moderation.registry import Answer, NoRegistry, Professional, Source

log = logging.getLogger(__name__)

RPPS_SYSTEM = "https://rpps.esante.gouv.fr"
NATIONAL_SYSTEM = "urn:oid:1.2.250.1.71.4.2.1"
ROLE_NAME = re.compile(r"practitionerrole-?name", re.IGNORECASE)
# Nomenclatures of professions, categories and specialties.
PROFESSION, CATEGORY, SKILL = "TRE_G15", "TRE_R09", "TRE_R38"

# The directory takes 17 calls a second from one application.
APART = timedelta(seconds=1 / 15)
# A person who corrects a typing slip is asked about twice; a day later the row may be another.
KEPT = timedelta(hours=1)
KEPT_MAX = 1000
# However long the directory says that it wants to be left alone.
REST_MAX_SECONDS = 60


class OnlineRegistry(NoRegistry):
    """Asked by number alone. Source.NONE whenever it does not answer: then the file has to do.

    clock: aware UTC; sleep: how seconds pass until it may be asked again.
    """

    def __init__(
        self,
        url: str,
        key: SecretStr,
        timeout_seconds: float,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        headers = {"ESANTE-API-KEY": key.get_secret_value(), "Accept": "application/fhir+json"}
        self._client = httpx.AsyncClient(
            base_url=url, headers=headers, timeout=timeout_seconds, transport=transport
        )
        self._timeout = timeout_seconds
        self._clock, self._sleep = clock, sleep
        self._turn = asyncio.Lock()
        self._free_at = clock()
        self._known: OrderedDict[str, Answer] = OrderedDict()

    async def by_number(self, register: Register, number: str) -> Answer:
        if register is not Register.RPPS:
            return Answer(Source.NONE)
        known = self._known.get(number)
        if known and known.as_of and self._clock() - known.as_of < KEPT:
            return known
        answer = await self._ask(number)
        if answer.source is Source.ONLINE:
            self._known[number] = answer
            self._known.move_to_end(number)
            while len(self._known) > KEPT_MAX:
                self._known.popitem(last=False)
        return answer

    async def close(self) -> None:
        await self._client.aclose()

    async def _ask(self, number: str) -> Answer:
        parameters = {"identifier": number, "_revinclude": "PractitionerRole:practitioner"}
        try:
            async with asyncio.timeout(self._timeout):
                await self._wait_for_turn()
                reply = await self._client.get("/Practitioner", params=parameters)
        except (httpx.HTTPError, TimeoutError) as error:
            log.warning("the on-line registry does not answer (%s)", type(error).__name__)
            return Answer(Source.NONE)
        if reply.status_code != httpx.codes.OK:
            self._note_refusal(reply)
            return Answer(Source.NONE)
        try:
            found = professional_in(reply.json(), number)
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            log.warning("the on-line registry's answer is no bundle (%s)", type(error).__name__)
            return Answer(Source.NONE)
        return Answer(Source.ONLINE, self._clock(), found)

    async def _wait_for_turn(self) -> None:
        async with self._turn:
            wait = (self._free_at - self._clock()).total_seconds()
            if wait > 0:
                await self._sleep(wait)
            self._free_at = max(self._clock(), self._free_at) + APART

    def _note_refusal(self, reply: httpx.Response) -> None:
        log.warning("the on-line registry refuses with %s", reply.status_code)
        if reply.status_code == httpx.codes.TOO_MANY_REQUESTS:
            asked = reply.headers.get("Retry-After", "")
            rest = min(int(asked) if asked.isdecimal() else 1, REST_MAX_SECONDS)
            self._free_at = max(self._free_at, self._clock() + timedelta(seconds=rest))


def professional_in(bundle: Any, number: str) -> Professional | None:
    """The practitioner of this very number, if one is active; raises for anything but a bundle."""
    if bundle["resourceType"] != "Bundle":
        raise ValueError
    resources = [entry["resource"] for entry in bundle.get("entry", [])]
    for resource in resources:
        if resource["resourceType"] == "Practitioner" and _is_of(resource, number):
            if not resource.get("active", True):
                return None
            surname, given = _name(resource, resources)
            if not surname:
                raise ValueError
            codes, labels = _codes(resource)
            return Professional(Register.RPPS, number, surname, given, codes, labels)
    return None


def _is_of(practitioner: Mapping[str, Any], number: str) -> bool:
    wanted = {
        (RPPS_SYSTEM, number),
        (NATIONAL_SYSTEM, f"8{number}"),
        (NATIONAL_SYSTEM, f"0{number}"),
    }
    given = {(one.get("system"), one.get("value")) for one in practitioner.get("identifier", [])}
    return bool(wanted & given)


def _name(
    practitioner: Mapping[str, Any], resources: Sequence[Mapping[str, Any]]
) -> tuple[str, str]:
    """As used in practice, where a role tells it; the person's own otherwise."""
    roles = [one for one in resources if one["resourceType"] == "PractitionerRole"]
    used = [
        extension["valueHumanName"]
        for role in roles
        if str(role.get("practitioner", {}).get("reference", "")).endswith(practitioner["id"])
        for extension in role.get("extension", [])
        if ROLE_NAME.search(extension.get("url", "")) and "valueHumanName" in extension
    ]
    for name in (*used, *practitioner.get("name", [])):
        if name.get("family"):
            return name["family"], " ".join(name.get("given", []))
    return "", ""


def _codes(practitioner: Mapping[str, Any]) -> tuple[frozenset[str], tuple[str, ...]]:
    """As the file has them: each profession with its category, and the specialties."""
    codes, labels = set(), dict[str, None]()
    for qualification in practitioner.get("qualification", []):
        codings = list(_codings(qualification))
        category = next((code for system, code, _label in codings if CATEGORY in system), "")
        for system, code, label in codings:
            if PROFESSION in system:
                codes.add(f"{code}{category}")
            elif SKILL in system:
                codes.add(code)
            else:
                continue
            labels |= {label: None} if label else {}
    return frozenset(codes), tuple(labels)


def _codings(qualification: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for coding in qualification.get("code", {}).get("coding", []):
        yield coding.get("system", ""), coding.get("code", ""), coding.get("display", "")

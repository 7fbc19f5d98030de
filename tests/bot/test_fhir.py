"""The on-line directory: what it says is read exactly, and whatever goes wrong is no answer."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from bot.fhir import APART, KEPT, KEPT_MAX, OnlineRegistry, professional_in
from moderation.numbers import Register
from moderation.registry import Answer, Edition, Professional, Source
from tests.bot.directory import KEY, Directory, practitioner, role
from tests.moderation.examples import NOW, RPPS

URL = "http://directory/fhir/v2"
ANNE = Professional(
    Register.RPPS,
    RPPS,
    "DUPONT",
    "Anne",
    frozenset({"10C", "SM15"}),
    ("Médecin", "Dermatologie et vénéréologie"),
)


class Time:
    """Passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = NOW
        self.slept: list[float] = []

    def clock(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def directory() -> Directory:
    return Directory(practitioner(RPPS))


Open = Callable[..., OnlineRegistry]


@pytest.fixture
async def open_(time: Time, directory: Directory) -> AsyncIterator[Open]:
    opened: list[OnlineRegistry] = []

    def made(
        key: str = KEY,
        transport: httpx.AsyncBaseTransport | None = None,
        timeout: float = 5,
    ) -> OnlineRegistry:
        way = transport or directory.transport
        opened.append(OnlineRegistry(URL, SecretStr(key), timeout, time.clock, time.sleep, way))
        return opened[-1]

    yield made
    for each in opened:
        await each.close()


async def ask(registry: OnlineRegistry, number: str = RPPS) -> Answer:
    return await registry.by_number(Register.RPPS, number)


async def test_a_practitioner_is_read(open_: Open, directory: Directory) -> None:
    """Name, professions with category, specialties; the number and the roles are asked for."""
    assert await ask(open_()) == Answer(Source.ONLINE, NOW, ANNE)
    [asked] = directory.asked
    assert dict(asked) == {
        "identifier": RPPS,
        "_revinclude": "PractitionerRole:practitioner",
    }


async def test_the_name_used_in_practice_comes_first(open_: Open, directory: Directory) -> None:
    """Of this very practitioner's roles; another's role names nobody here."""
    directory.resources.append(role(RPPS, "MARTIN", "Anne"))
    found = (await ask(open_())).professional
    assert found is not None
    assert found.surname == "MARTIN"
    bundle = {"resourceType": "Bundle"}
    resources = (practitioner(RPPS), role("10000000009", "DURAND", "Paul"))
    other = professional_in(bundle | {"entry": [{"resource": r} for r in resources]}, RPPS)
    assert other is not None
    assert other.surname == "DUPONT"


async def test_a_number_that_nobody_has_is_absent(open_: Open) -> None:
    """An answer, and not the lack of one."""
    assert await ask(open_(), "10000000009") == Answer(Source.ONLINE, NOW, None)


@pytest.mark.parametrize(
    "resource",
    [
        practitioner(RPPS, active=False),
        practitioner("10000000009", identifier=[{"system": "urn:other", "value": RPPS}]),
    ],
)
async def test_only_this_active_number_counts(
    open_: Open, directory: Directory, resource: Any
) -> None:
    """Not who has left, nor whoever has the same digits in another system."""
    directory.resources = [resource]
    assert (await ask(open_())).professional is None


async def test_only_french_numbers_are_asked(open_: Open, directory: Directory) -> None:
    """Nobody else's, and no names."""
    registry = open_()
    assert (await registry.by_number(Register.NPI, "1234567893")).source is Source.NONE
    assert await registry.by_name(Register.RPPS, "Anne Dupont") == ()
    assert await registry.editions() == ()
    assert await registry.listed(Edition(Register.RPPS, "x", NOW, 1), [RPPS]) is None
    assert directory.asked == []


FAILURES: list[Callable[[], Response]] = [
    lambda: PlainTextResponse("broken", 500),
    lambda: PlainTextResponse("who are you", 401),
    lambda: JSONResponse({}, 429, headers={"Retry-After": "7"}),
    lambda: RedirectResponse("http://elsewhere/"),
    lambda: PlainTextResponse("no json at all"),
    lambda: JSONResponse([]),
    lambda: JSONResponse({"resourceType": "OperationOutcome"}),
    lambda: JSONResponse({"resourceType": "Bundle", "entry": [{}]}),
    lambda: JSONResponse({"resourceType": "Bundle", "entry": [{"resource": 5}]}),
    lambda: JSONResponse(
        {"resourceType": "Bundle", "entry": [{"resource": practitioner(RPPS, name=[])}]}
    ),
]


@pytest.mark.parametrize("answer", FAILURES)
async def test_whatever_goes_wrong_is_no_answer(
    open_: Open, directory: Directory, answer: Callable[[], Response]
) -> None:
    """Never an absence; and asked again it is asked anew, for nothing is remembered of it."""
    registry = open_()
    directory.answer = answer
    assert await ask(registry) == Answer(Source.NONE)
    directory.answer = None
    assert (await ask(registry)).professional == ANNE


async def test_a_wrong_key_is_no_answer(open_: Open) -> None:
    """The moderators look the number up themselves."""
    assert (await ask(open_("another-key"))).source is Source.NONE


class Silence(httpx.AsyncBaseTransport):
    """Never answers."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError


class Unreachable(httpx.AsyncBaseTransport):
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route")


@pytest.mark.parametrize("transport", [Silence(), Unreachable()])
async def test_nobody_waits_for_ever(open_: Open, transport: httpx.AsyncBaseTransport) -> None:
    """A directory that is silent or out of reach is given up."""
    registry = open_(transport=transport, timeout=0.05)
    assert await ask(registry) == Answer(Source.NONE)


async def test_an_answer_is_remembered_for_a_while(
    open_: Open, directory: Directory, time: Time
) -> None:
    """Absences too; later it is asked anew."""
    registry = open_()
    for number in (RPPS, "10000000009") * 3:
        await ask(registry, number)
    assert len(directory.asked) == 2
    time.now += KEPT
    await ask(registry)
    assert len(directory.asked) == 3


async def test_only_so_much_is_remembered(open_: Open, directory: Directory, time: Time) -> None:
    """The oldest answers go first."""
    registry = open_()
    for number in range(KEPT_MAX + 1):
        await ask(registry, f"{number:011d}")
        time.now = NOW
    directory.asked.clear()
    await ask(registry, f"{KEPT_MAX:011d}")
    assert directory.asked == []
    await ask(registry, f"{0:011d}")
    assert len(directory.asked) == 1


async def test_calls_keep_their_distance(open_: Open, directory: Directory, time: Time) -> None:
    """However many come at once, no second holds more than the directory takes."""
    registry = open_()
    await asyncio.gather(*(ask(registry, f"{number:011d}") for number in range(40)))
    assert len(directory.asked) == 40
    assert (time.now - NOW) / 39 >= APART
    assert timedelta(seconds=1) / APART <= 17


@pytest.mark.parametrize(("header", "rest"), [("7", 7), ("86400", 60), ("soon", 1), ("", 1)])
async def test_a_directory_that_wants_rest_gets_it(
    open_: Open, directory: Directory, time: Time, header: str, rest: float
) -> None:
    """As long as it says, within reason."""
    registry = open_()
    directory.answer = lambda: JSONResponse({}, 429, headers={"Retry-After": header})
    await ask(registry)
    time.slept.clear()
    directory.answer = None
    await ask(registry)
    assert max(time.slept) == pytest.approx(rest, abs=0.1)


async def test_logs_hold_neither_key_nor_number(
    open_: Open, directory: Directory, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever happens."""
    caplog.set_level(logging.INFO, "bot")
    for answer in FAILURES:
        directory.answer = answer
        await ask(open_())
    await ask(open_(transport=Unreachable()))
    assert len(caplog.records) >= len(FAILURES)
    assert RPPS not in caplog.text
    assert KEY not in caplog.text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
KNOWN = ("resourceType", "entry", "resource", "identifier", "name", "qualification", "code")


@given(JSON, st.sampled_from(KNOWN))
async def test_any_json_is_refused_or_read(value: Any, key: str) -> None:
    """With the errors that are caught, and no others."""
    for made in (value, {"resourceType": "Bundle", key: value}, _around(key, value)):
        try:
            professional_in(made, RPPS)
        except (ValueError, TypeError, AttributeError, KeyError):
            continue


def _around(key: str, value: Any) -> Any:
    resource = practitioner(RPPS, **{key: value})
    return {"resourceType": "Bundle", "entry": [{"resource": resource}]}

"""A directory on this computer that speaks FHIR v2 as the French one does, and fails on demand."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

NOS = "https://mos.esante.gouv.fr/NOS"
PROFESSION = f"{NOS}/TRE_G15-ProfessionSante/FHIR/TRE-G15-ProfessionSante"
CATEGORY = f"{NOS}/TRE_R09-CategorieProfessionnelle/FHIR/TRE-R09-CategorieProfessionnelle"
SKILL = f"{NOS}/TRE_R38-SpecialiteOrdinale/FHIR/TRE-R38-SpecialiteOrdinale"
DEGREE = f"{NOS}/TRE_R48-DiplomeEtatFrancais/FHIR/TRE-R48-DiplomeEtatFrancais"
USED_NAME = (
    "https://interop.esante.gouv.fr/ig/fhir/annuaire/StructureDefinition/"
    "as-ext-practitionerrole-name"
)
KEY = "a-key-of-the-directory"


def coding(system: str, code: str, display: str = "") -> dict[str, str]:
    return {"system": system, "code": code} | ({"display": display} if display else {})


def practitioner(number: str, surname: str = "DUPONT", given: str = "Anne", **more: Any) -> Any:
    """A dermatologist, with a degree that is nobody's business here."""
    return {
        "resourceType": "Practitioner",
        "id": f"{number}DP",
        "active": True,
        "identifier": [
            {"system": "urn:oid:1.2.250.1.71.4.2.1", "value": f"8{number}"},
            {"system": "https://rpps.esante.gouv.fr", "value": number},
        ],
        "name": [{"use": "usual", "family": surname, "given": [given]}],
        "qualification": [
            {"code": {"coding": [coding(DEGREE, "DE09")]}},
            {"code": {"coding": [coding(PROFESSION, "10", "Médecin"), coding(CATEGORY, "C")]}},
            {"code": {"coding": [coding(SKILL, "SM15", "Dermatologie et vénéréologie")]}},
        ],
    } | more


def role(number: str, surname: str, given: str) -> Any:
    """Where a name is told under which somebody works."""
    name = {"url": USED_NAME, "valueHumanName": {"family": surname, "given": [given]}}
    return {
        "resourceType": "PractitionerRole",
        "id": "1DP",
        "practitioner": {"reference": f"Practitioner/{number}DP"},
        "extension": [name],
    }


class Directory:
    """resources: everything it holds; answer: taken instead of an answer of its own, when set."""

    def __init__(self, *resources: Any) -> None:
        self.resources = list(resources)
        self.answer: Callable[[], Response] | None = None
        self.asked: list[httpx.QueryParams] = []
        self.app = Starlette(routes=[Route("/fhir/v2/Practitioner", self._search)])
        self.transport = httpx.ASGITransport(self.app)

    async def _search(self, request: Request) -> Response:
        self.asked.append(httpx.QueryParams(request.url.query))
        if self.answer is not None:
            return self.answer()
        if request.headers.get("ESANTE-API-KEY") != KEY:
            return JSONResponse({"resourceType": "OperationOutcome"}, 401)
        number = request.query_params["identifier"]
        # Any identifier of any system that has this value, as the directory searches.
        found = [
            each
            for each in self.resources
            if number in {one["value"] for one in each.get("identifier", [])}
            or number in str(each.get("practitioner", {}).get("reference"))
        ]
        entries = [{"resource": each} for each in found]
        bundle = {"resourceType": "Bundle", "type": "searchset", "total": len(found)}
        return JSONResponse(bundle | ({"entry": entries} if entries else {}))


@asynccontextmanager
async def served(directory: Directory) -> AsyncIterator[str]:
    """The directory on a port of this computer; yields the address of its FHIR."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(directory.app, log_level="error", lifespan="off")
        server = uvicorn.Server(config)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(server._serve([listening]))
            try:
                yield f"http://127.0.0.1:{listening.getsockname()[1]}/fhir/v2"
            finally:
                server.should_exit = True

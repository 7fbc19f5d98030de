"""From an HTTP request to a method's raw parameters and uploads."""

import json
from dataclasses import dataclass, field

from starlette.datastructures import UploadFile
from starlette.requests import Request

from sandbox.methods.registry import Upload
from sandbox.refusal import bad_request

MAX_PART_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Received:
    """`values` as they came: text from a form, anything from JSON."""

    values: dict[str, object] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)


async def receive(request: Request) -> Received:
    """Read the query string and the body, whichever of the three kinds it is."""
    received = Received(values=dict(request.query_params))
    if request.method == "GET":
        return received
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        _read_json(received, await request.body())
    elif kind in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        await _read_form(received, request)
    return received


def _read_json(received: Received, body: bytes) -> None:
    try:
        values = json.loads(body or b"{}")
    except ValueError:
        raise bad_request("can't parse request JSON object") from None
    if not isinstance(values, dict):
        raise bad_request("object expected as request")
    received.values.update(values)


async def _read_form(received: Received, request: Request) -> None:
    async with request.form(max_part_size=MAX_PART_BYTES) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                received.uploads[name] = Upload(
                    await value.read(),
                    value.filename or name,
                    value.content_type or "application/octet-stream",
                )
            else:
                received.values[name] = value

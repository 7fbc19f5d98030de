"""What the Bot API answers when it refuses, in Telegram's own words."""

from dataclasses import dataclass, field

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
OTHER_POLLER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook "
    "first"
)

_PREFIXES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    413: "Request Entity Too Large",
    429: "Too Many Requests",
}


@dataclass(slots=True)
class Refusal(Exception):
    """A request that fails; the client reads `description` and may use `parameters`."""

    code: int
    description: str
    parameters: dict[str, int] = field(default_factory=dict)

    def body(self) -> dict[str, object]:
        answer: dict[str, object] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def _refusal(code: int, reason: str) -> Refusal:
    return Refusal(code, f"{_PREFIXES[code]}: {reason}" if reason else _PREFIXES[code])


def bad_request(reason: str) -> Refusal:
    return _refusal(400, reason)


def forbidden(reason: str) -> Refusal:
    return _refusal(403, reason)


def conflict(reason: str) -> Refusal:
    return _refusal(409, reason)


def unauthorized() -> Refusal:
    return _refusal(401, "")


def not_found() -> Refusal:
    return _refusal(404, "")


def entity_too_large() -> Refusal:
    return _refusal(413, "")


def flood_wait(retry_after: int) -> Refusal:
    return Refusal(
        429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after}
    )


def migrated(new_chat_id: int) -> Refusal:
    return Refusal(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        {"migrate_to_chat_id": new_chat_id},
    )

"""getUpdates and the webhook's settings; the waiting itself is the server's."""

import re
from urllib.parse import urlsplit

from sandbox.accounts import Bot, Webhook
from sandbox.delivery import UPDATE_KINDS, drop_expired
from sandbox.methods.inputs import JsonObject
from sandbox.methods.registry import Call, Params, method
from sandbox.refusal import bad_request

MAX_UPDATES = 100
LONGEST_POLL_SECONDS = 50
WEBHOOK_PORTS = frozenset({443, 80, 88, 8443})
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class GetUpdates(Params):
    offset: int | None = None
    limit: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


class SetWebhook(Params):
    url: str
    ip_address: str | None = None
    max_connections: int | None = None
    allowed_updates: list[str] | None = None
    drop_pending_updates: bool | None = None
    secret_token: str | None = None


class DeleteWebhook(Params):
    drop_pending_updates: bool | None = None


class GetWebhookInfo(Params):
    pass


def remember_allowed(bot: Bot, allowed: list[str] | None) -> None:
    """The last list given counts; an empty one means the default kinds again."""
    if allowed is None:
        return
    unknown = [kind for kind in allowed if kind not in UPDATE_KINDS]
    if unknown:
        raise bad_request(f'unknown update kind "{unknown[0]}" in allowed_updates')
    bot.allowed_updates = allowed


@method(GetUpdates)
def get_updates(call: Call, params: GetUpdates) -> list[JsonObject]:
    """Acknowledge what lies before the offset and give what is waiting now."""
    bot = call.bot
    remember_allowed(bot, params.allowed_updates)
    drop_expired(call.messenger, bot)
    offset = params.offset or 0
    before = len(bot.queue)
    if offset < 0:
        bot.queue = bot.queue[offset:]
    elif offset:
        bot.queue = [update for update in bot.queue if update.id >= offset]
    if len(bot.queue) < before:
        call.messenger.wake()
    limit = min(max(params.limit or MAX_UPDATES, 1), MAX_UPDATES)
    return [{"update_id": x.id, x.kind: x.body} for x in bot.queue[:limit]]


@method(SetWebhook)
def set_webhook(call: Call, params: SetWebhook) -> bool:
    bot = call.bot
    if not params.url:
        return delete_webhook(
            call, DeleteWebhook(drop_pending_updates=params.drop_pending_updates)
        )
    _check_address(params.url)
    if params.secret_token is not None and not _SECRET.fullmatch(params.secret_token):
        raise bad_request("secret token contains unallowed characters")
    if params.max_connections is not None and not 1 <= params.max_connections <= 100:
        raise bad_request("max_connections must be between 1 and 100")
    remember_allowed(bot, params.allowed_updates)
    if params.drop_pending_updates:
        bot.queue.clear()
    bot.webhook = Webhook(
        params.url,
        params.secret_token or "",
        params.max_connections or 40,
        params.ip_address or "",
    )
    call.messenger.wake()
    return True


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError:
        raise bad_request("invalid webhook URL specified") from None
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    if port not in WEBHOOK_PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


@method(DeleteWebhook)
def delete_webhook(call: Call, params: DeleteWebhook) -> bool:
    call.bot.webhook = None
    if params.drop_pending_updates:
        call.bot.queue.clear()
    call.messenger.wake()
    return True


@method(GetWebhookInfo)
def get_webhook_info(call: Call, _: GetWebhookInfo) -> JsonObject:
    bot, webhook = call.bot, call.bot.webhook
    out: JsonObject = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(bot.queue),
    }
    if webhook:
        out["max_connections"] = webhook.max_connections
        if webhook.ip_address:
            out["ip_address"] = webhook.ip_address
        if webhook.last_error:
            out["last_error_date"] = webhook.last_error_date
            out["last_error_message"] = webhook.last_error
    if bot.allowed_updates:
        out["allowed_updates"] = bot.allowed_updates
    return out

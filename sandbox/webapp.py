"""Mini Apps: the signed initData that a client hands to the page it opens."""

import hashlib
import hmac
import json
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from sandbox.people import Person


def sign(fields: dict[str, str], token: str) -> str:
    """HMAC-SHA256 over the sorted `name=value` lines, keyed by the token, as hex."""
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields) if name != "hash")
    key = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    return hmac.new(key, lines.encode(), hashlib.sha256).hexdigest()


def init_data(person: "Person") -> str:
    """The query string a Mini App of the bot gets for this person now."""
    messenger = person.messenger
    user = person.user
    shown = {"id": user.id, "first_name": user.first_name, "last_name": user.last_name}
    fields = {
        "auth_date": str(messenger.clock.unix()),
        "query_id": f"AAH{messenger.count('web app query')}",
        "user": json.dumps(shown | {"language_code": user.language}, ensure_ascii=False),
    }
    fields["hash"] = sign(fields, messenger.only_bot().token)
    return urlencode(fields)


def signed_url(person: "Person", url: str) -> str:
    """The address as the client opens it: initData stands in the fragment."""
    return f"{url}#tgWebAppData={quote(init_data(person), safe='')}&tgWebAppVersion=9.0"

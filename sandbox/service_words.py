"""What a service message says, in both languages of the page."""

from sandbox.model import Message, World
from sandbox.render import find_user

Words = dict[str, str]

_PLAIN = {
    "group_chat_created": ("The group was created", "Le groupe a été créé"),
    "supergroup_chat_created": ("The group was created", "Le groupe a été créé"),
    "channel_chat_created": ("The channel was created", "Le canal a été créé"),
    "pinned_message": ("A message was pinned", "Un message a été épinglé"),
    "forum_topic_closed": ("The topic was closed", "Le sujet a été fermé"),
    "forum_topic_reopened": ("The topic was opened again", "Le sujet a été rouvert"),
    "forum_topic_edited": ("The topic was changed", "Le sujet a été modifié"),
    "migrate_to_chat_id": ("The group became a supergroup", "Le groupe est devenu un supergroupe"),
    "migrate_from_chat_id": (
        "The group became a supergroup",
        "Le groupe est devenu un supergroupe",
    ),
    "new_chat_title": ("The chat has a new name", "La discussion a un nouveau nom"),
}


def service_words(world: World, message: Message) -> Words:
    """One sentence per language; a service the page has no words for is named as it is."""
    service = message.service or {}
    match next(iter(service), ""):
        case "new_chat_members":
            names = ", ".join(find_user(world, x).full_name for x in service["new_chat_members"])
            return {"en": f"{names} joined", "fr": f"Arrivée de {names}"}
        case "left_chat_member":
            name = find_user(world, service["left_chat_member"]).full_name
            return {"en": f"{name} left", "fr": f"Départ de {name}"}
        case "forum_topic_created":
            name = service["forum_topic_created"]["name"]
            return {"en": f"Topic “{name}” was created", "fr": f"Sujet « {name} » créé"}
        case kind:
            english, french = _PLAIN.get(kind, (kind, kind))
            return {"en": english, "fr": french}

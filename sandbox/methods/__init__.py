"""The methods of the Bot API, one file per group; importing this package registers them all."""

from sandbox.methods import (
    about,
    albums,
    chats,
    commands,
    copying,
    deleting,
    downloads,
    editing,
    invites,
    members,
    polls,
    queries,
    reacting,
    sending,
    topics,
    updates,
)
from sandbox.methods.registry import METHODS, Call

__all__ = [
    "METHODS",
    "Call",
    "about",
    "albums",
    "chats",
    "commands",
    "copying",
    "deleting",
    "downloads",
    "editing",
    "invites",
    "members",
    "polls",
    "queries",
    "reacting",
    "sending",
    "topics",
    "updates",
]

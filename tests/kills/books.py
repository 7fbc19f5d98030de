"""The books: what people did and were told, kept outside the bot, to be compared with it later."""

import re
from dataclasses import dataclass, field

# How a post names its case.
TAG = re.compile(r"#MP(\d+)\b")


@dataclass
class Books:
    """photos: message ids that a doctor sent, by doctor; submitted: marker of each case whose
    sending the bot confirmed, by doctor; words: markers of moderators' own words; replies: chat
    and message of each answer in a thread; spoke: the messenger's stamp when a person last said
    something in private; knocked: who asked to be let into the channel; reports: who said that
    something is wrong, and the number of the case.
    """

    photos: dict[int, list[int]] = field(default_factory=dict)
    submitted: dict[int, list[str]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    replies: list[tuple[int, int]] = field(default_factory=list)
    spoke: dict[int, int] = field(default_factory=dict)
    takedowns: list[tuple[int, int]] = field(default_factory=list)
    knocked: set[int] = field(default_factory=set)
    reports: set[tuple[int, str]] = field(default_factory=set)

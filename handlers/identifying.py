"""Until the anonymizer takes text: the words of its face, and nothing found."""

try:
    from anonymize import Identifier, Passage, identifiers, without
except ImportError:
    from collections.abc import Callable, Sequence
    from dataclasses import dataclass
    from enum import StrEnum

    class Identifier(StrEnum):
        NAME = "name"
        DATE = "date"
        AGE = "age"
        PHONE = "phone"
        MAIL = "mail"
        LINK = "link"
        NATIONAL_NUMBER = "national-number"
        RECORD_NUMBER = "record-number"
        NUMBER = "number"
        ADDRESS = "address"
        PLACE = "place"
        HOSPITAL = "hospital"
        PROFESSIONAL = "professional"
        PLATE = "plate"

    @dataclass(frozen=True, slots=True)
    class Passage:
        start: int
        end: int
        kind: Identifier
        sure: bool

    def identifiers(_text: str) -> tuple[Passage, ...]:
        return ()

    def without(text: str, passages: Sequence[Passage], label: Callable[[Identifier], str]) -> str:
        for passage in sorted(passages, key=lambda each: -each.start):
            text = text[: passage.start] + label(passage.kind) + text[passage.end :]
        return text


__all__ = ["Identifier", "Passage", "identifiers", "without"]

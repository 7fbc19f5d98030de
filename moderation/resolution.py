"""How a case turned out, in its author's words, and how sure that is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

# In UTF-16 units, as Telegram counts; it stands in a reply in the thread, and in a quiz.
OUTCOME_MAX_CHARACTERS = 600


class Certainty(StrEnum):
    """CONFIRMED: by histology, culture, course or the like; UNKNOWN: it was never found out."""

    CONFIRMED = "confirmed"
    PROBABLE = "probable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Resolution:
    """teach: whether the author agreed that the case is asked about in the quiz."""

    case_id: int
    outcome: str
    certainty: Certainty
    at: datetime
    teach: bool = False

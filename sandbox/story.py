"""What to try next, for the reader of the demo page; each step is ticked when it has happened."""

from sandbox.cast import Cast
from sandbox.page import Step
from sandbox.people import Person
from sandbox.rooms import Room


def story(cast: Cast) -> list[Step]:
    """The steps that a person plays after watching the tour."""
    newcomer = cast.newcomer
    return [
        Step(
            {"en": "Join", "fr": "Rejoindre"},
            {
                "en": "As the new doctor: press Start, answer, send card.jpg, hand it in.",
                "fr": "En nouveau médecin : Démarrer, répondre, envoyer card.jpg aux modérateurs.",
            },
            lambda: _says(newcomer, "moderators will look") or _says(newcomer, "modérateurs"),
        ),
        Step(
            {"en": "Admit", "fr": "Accepter"},
            {
                "en": "As a moderator: compare name and card, press Accept.",
                "fr": "En modérateur : comparer nom et carte, accepter.",
            },
            lambda: _says(newcomer, "🎉"),
        ),
        Step(
            {"en": "Send a case", "fr": "Envoyer un cas"},
            {
                "en": "As the new doctor: drag patient.jpg in, check the masks, attest, send.",
                "fr": "En nouveau médecin : glisser patient.jpg, vérifier, attester, envoyer.",
            },
            lambda: _says(newcomer, "📨"),
        ),
        Step(
            {"en": "Review", "fr": "Valider"},
            {
                "en": "As both moderators: approve, or ask for changes and watch it come back.",
                "fr": "En modérateurs : approuver, ou demander une modification.",
            },
            lambda: _posts(cast.colleague, cast.channel) > 1,
        ),
        Step(
            {"en": "Answer", "fr": "Répondre"},
            {
                "en": "As the colleague: reply to the post in the discussion.",
                "fr": "En confrère : répondre au cas dans la discussion.",
            },
            lambda: _says(newcomer, "💬"),
        ),
    ]


def _says(person: Person, words: str) -> bool:
    return any(words in seen.text for seen in person.sees())


def _posts(person: Person, room: Room) -> int:
    if not person.is_in(room):
        return 0
    return sum(seen.kind == "photo" for seen in person.sees(room))

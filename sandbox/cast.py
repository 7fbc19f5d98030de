"""The demo's world: people, rooms, what they send, and the columns of the page."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from sandbox.messenger import Messenger
from sandbox.page import Panel
from sandbox.people import Person
from sandbox.pictures_demo import card, dermatology, jpeg, person_with_lesion, radiograph
from sandbox.rooms import Room

TOKEN = "100000001:demo-token-of-the-local-messenger-only"  # noqa: S105 - opens nothing but the demo
USERNAME = "medpics_demo_bot"
LABEL = "MARTIN Elise   12/03/1958   IPP 80412233"


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what the story is about."""

    messenger: Messenger
    operator: Person
    author: Person
    colleague: Person
    anne: Person
    hugo: Person
    visitor: Person
    student: Person
    newcomer: Person
    moderators: Room
    channel: Room
    discussion: Room

    @property
    def panels(self) -> list[Panel]:
        """The columns, from the newcomer that the reader plays to the thread."""
        return [
            Panel(self.newcomer, None, {"en": "New doctor (you)", "fr": "Nouveau médecin (vous)"}),
            Panel(self.author, None, {"en": "Verified doctor", "fr": "Médecin vérifié"}),
            Panel(self.anne, self.moderators.id, {"en": "Moderator", "fr": "Modératrice"}),
            Panel(
                self.hugo,
                self.moderators.id,
                {"en": "Second moderator", "fr": "Second modérateur"},
            ),
            Panel(self.colleague, self.channel.id, {"en": "Channel", "fr": "Canal"}),
            Panel(self.colleague, self.discussion.id, {"en": "Discussion", "fr": "Discussion"}),
            Panel(self.student, None, {"en": "Student", "fr": "Étudiant"}),
        ]


def assemble(messenger: Messenger) -> Cast:
    """A messenger with the bot, eight people and three rooms; the bot is administrator in each."""
    messenger.add_bot("MedPics", username=USERNAME, token=TOKEN)
    names = {
        "operator": "Olga Operator",
        "author": "Léa Martin",
        "colleague": "Karim Benali",
        "anne": "Anne Moreau",
        "hugo": "Hugo Petit",
        "visitor": "Victor Visitor",
        "student": "Tom Student",
        "newcomer": "Nina Newcomer",
    }
    people = {key: messenger.add_person(name, language="en") for key, name in names.items()}
    operator = people["operator"]
    staff = [people["anne"], people["hugo"]]
    moderators = messenger.add_group("MedPics moderators", owner=operator, members=staff)
    discussion = messenger.add_group("Dermatology – discussion", owner=operator)
    channel = messenger.add_channel("Dermatology", owner=operator, discussion=discussion)
    for room in (moderators, discussion, channel):
        messenger.admit_bot(room, rights="all")
    return Cast(
        messenger=messenger,
        moderators=moderators,
        channel=channel,
        discussion=discussion,
        **people,
    )


def case_picture() -> bytes:
    """A patient's face, a lesion, and a label with an invented name and date, as JPEG."""
    picture = person_with_lesion()
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, picture.width, 60), fill=(245, 245, 240))
    pen.text((24, 12), LABEL, (20, 20, 20), ImageFont.load_default(34))
    return jpeg(picture)


def samples() -> dict[str, bytes]:
    """Pictures to play with, by file name; all of them drawn, nobody is shown."""
    return {
        "patient.jpg": case_picture(),
        "lesion.jpg": jpeg(dermatology()),
        "radiograph.jpg": jpeg(radiograph()),
        "card.jpg": card_picture(),
    }


def card_picture() -> bytes:
    return jpeg(card())


def side_by_side(before: bytes, after: bytes) -> bytes:
    """Two pictures of the same height beside each other, as JPEG."""
    pictures = [Image.open(BytesIO(data)).convert("RGB") for data in (before, after)]
    height = min(picture.height for picture in pictures)
    scaled = [p.resize((round(p.width * height / p.height), height)) for p in pictures]
    both = Image.new("RGB", (sum(p.width for p in scaled) + 20, height), "white")
    both.paste(scaled[0], (0, 0))
    both.paste(scaled[1], (scaled[0].width + 20, 0))
    return jpeg(both)

"""What stands in the chats, compared with the rows: posts, threads, cards, pictures, answers."""

import re
from collections import Counter, defaultdict
from io import BytesIO

import numpy as np
from PIL import Image

from bot.app import Running
from sandbox.rooms import Room
from sandbox.seen import Seen
from storage.rows import fetch
from tests.kills.books import TAG
from tests.kills.hospital import Hospital
from tests.kills.report import Report
from tests.kills.rows import Rows, album_of

NOTICES = {
    "published": "is published",
    "changes_asked": "ask for changes to case",
    "rejected": "did not accept case",
    "withdrawn": "is withdrawn",
    "taken_down": "took your case",
}


async def inspect_chats(place: Hospital, running: Running, report: Report) -> None:
    reader = running.services.database.reader
    cases = await fetch(reader, "SELECT * FROM medical_case ORDER BY id")
    posts = await fetch(reader, "SELECT * FROM post")
    cards = await fetch(reader, "SELECT * FROM review_card")
    pictures = await fetch(reader, "SELECT * FROM picture WHERE digest IS NOT NULL")
    _posts_stand_once(place, cases, posts, pictures, report)
    _threads_stand(place, report)
    _posts_can_be_seen(place, report)
    _cards_are_closed(place, cases, cards, report)
    _private_chats_are_clean(place, report)
    _everybody_is_answered(place, report)
    _authors_are_told(place, cases, report)
    members = await fetch(reader, "SELECT id FROM member WHERE standing = 'verified'")
    _doors_let_in(place, {row["id"] for row in members}, report)


def _posts_stand_once(
    place: Hospital, cases: Rows, posts: Rows, pictures: Rows, report: Report
) -> None:
    """Each published case stands in the channel once and whole; nothing else stands there."""
    by_case: defaultdict[int, list[list[int]]] = defaultdict(list)
    for album in _albums(place):
        tags = [tag[1] for seen in album if (tag := TAG.search(seen.text))]
        report.expect("every post names its case", "" if len(tags) == 1 else f"{album}")
        by_case[int(tags[0]) if tags else 0].append([seen.id for seen in album])
    known = {post["case_id"]: album_of(post["message_ids"]) for post in posts}
    sizes = Counter(row["case_id"] for row in pictures)
    for case in cases:
        found, wanted = by_case.pop(case["id"], []), known.get(case["id"], [])
        if case["state"] != "published":
            report.expect("what is not published stands nowhere", found and f"case {case['id']}")
        elif found != [wanted] or len(wanted) != sizes[case["id"]]:
            report.expect("a published case stands once", f"{case['id']}: {found} {wanted}")
    report.expect("no post is of an unknown case", dict(by_case))


def _albums(place: Hospital) -> list[list[Seen]]:
    """What stands in the channel, the pictures of one post together."""
    standing: defaultdict[str, list[Seen]] = defaultdict(list)
    for seen in _photos(place.channel):
        standing[seen.album or f"single {seen.id}"].append(seen)
    return list(standing.values())


def _threads_stand(place: Hospital, report: Report) -> None:
    """Each part of a post has its copy in the discussion, or what begins its thread anew after it
    was hidden; and no copy stands without its post.
    """
    anew = {
        number[1]
        for seen in place.discussion.messages()
        if "is shown again" in seen.text and (number := re.search(r"MP-(\d+)", seen.text))
    }
    begun_anew = Counter(
        seen.id
        for album in _albums(place)
        if any((tag := TAG.search(seen.text)) and tag[1] in anew for seen in album)
        for seen in album
    )
    parts = Counter(seen.id for seen in place.channel.messages() if seen.kind == "photo")
    copies = Counter(
        seen.record.origin.message_id
        for seen in place.discussion.messages()
        if seen.is_automatic_forward and seen.record.origin and seen.kind == "photo"
    )
    report.expect("a post has its thread", dict(parts - copies - begun_anew))
    report.expect("a thread has its post", dict(copies - parts))


def _posts_can_be_seen(place: Hospital, report: Report) -> None:
    """Whatever was hidden meanwhile is back where it stands, in the channel and in its thread."""
    blank = [
        f"{room.title} {seen.id}"
        for room in (place.channel, place.discussion)
        for seen in _photos(room)
        if is_blank(seen.picture)
    ]
    report.expect("what is published can be seen", blank)


def _cards_are_closed(place: Hospital, cases: Rows, cards: Rows, report: Report) -> None:
    """Everything is decided: no card asks for anything, and the pictures of ended cases left."""
    open_cards, alarms = [], 0
    for seen in place.group.messages():
        labels = [button.label for button in seen.buttons]
        if any(label.startswith("It is missing") for label in labels):
            alarms += 1
        elif labels:
            open_cards.append(f"{seen.text[:60]!r} {labels[0]}")
    report.expect("no card asks for what is decided", open_cards)
    published = {(case["id"], case["revision"]) for case in cases if case["state"] == "published"}
    chat = place.group.chat.messages
    stale = [
        f"{card['case_id']}: {chat[card['message_id']].text[-80:]!r}"
        for card in cards
        if (card["case_id"], card["revision"]) in published
        if "published" not in chat[card["message_id"]].text
    ]
    report.expect("a card says that its case is published", stale)
    kept = {message for card in cards for message in album_of(card["message_ids"])}
    strays = [seen for seen in _photos(place.group) if seen.id not in kept]
    blanks = [seen for seen in strays if is_blank(seen.picture)]
    report.expect(
        "no picture is left in the moderators' group",
        [seen.id for seen in strays if seen not in blanks],
    )
    numbers = Counter(
        match[0]
        for seen in place.group.messages()
        if (match := re.search(r"Case MP-\d+ · .* · version \d+", seen.text))
    )
    report.repeated |= {
        "cards that stand twice": sum(times - 1 for times in numbers.values()),
        "blank frames in the moderators' group": len(blanks),
        "alarms whose button nobody needed": alarms,
        "questions whether a post was made": sum(
            "did not say whether" in seen.text for seen in place.group.messages()
        ),
    }


def _photos(room: Room) -> list[Seen]:
    return [seen for seen in room.messages() if seen.kind == "photo"]


def _private_chats_are_clean(place: Hospital, report: Report) -> None:
    """No original and no preview is left in any private chat."""
    own, blanks = place.messenger.only_bot().user_id, 0
    for person in _people(place):
        for seen in place.messenger.person(person).sees():
            if seen.kind != "photo":
                continue
            if seen.sender_id == own and is_blank(seen.picture):
                blanks += 1
                continue
            whose = "a preview" if seen.sender_id == own else "an original"
            report.expect("no picture is left in a private chat", f"{whose}: {seen.id} {person}")
    report.repeated["blank frames in private chats"] = blanks


def _people(place: Hospital) -> list[int]:
    """Everybody who ever wrote to the bot in private."""
    return [chat.id for chat in place.messenger.world.chats.values() if chat.is_private]


def _everybody_is_answered(place: Hospital, report: Report) -> None:
    world, own = place.messenger.world, place.messenger.only_bot().user_id
    silent = [
        f"{callback.data} by {callback.user_id}, {place.messenger.clock.unix() - callback.date} s"
        for callback in world.callbacks.values()
        if not callback.answered
    ]
    report.expect("every tap is answered", silent)
    for person, spoke in place.books.spoke.items():
        seen = place.messenger.person(person).sees()
        last = max((each.stamp for each in seen if each.sender_id == own), default=0)
        report.expect("the last word is the bot's", "" if last > spoke else person)


def _authors_are_told(place: Hospital, cases: Rows, report: Report) -> None:
    """The author of each case has read how it ended, at least once."""
    repeated = 0
    for case in cases:
        words = NOTICES.get(case["state"])
        if words is None:
            continue
        number = f"MP-{case['id']:05d}"
        chat = place.messenger.person(case["author_id"]).sees()
        told = sum(words in seen.text and number in seen.text for seen in chat)
        report.expect("an author is told", "" if told else f"{number} {case['state']}")
        repeated += max(0, told - 1) if case["state"] != "changes_asked" else 0
    report.repeated["notices that came twice"] = repeated


def _doors_let_in(place: Hospital, verified: set[int], report: Report) -> None:
    for person in place.books.knocked:
        is_in = place.messenger.person(person).is_in(place.channel)
        report.expect("who is verified is let in", "" if is_in else person)
        report.expect("who is let in is verified", "" if person in verified else person)


def is_blank(data: bytes) -> bool:
    """Whether a picture shows nothing at all."""
    pixels = np.asarray(Image.open(BytesIO(data)).convert("RGB")).astype(int)
    return bool((np.ptp(pixels, axis=(0, 1)) <= 8).all())

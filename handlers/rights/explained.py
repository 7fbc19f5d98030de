"""What the names in a person's archive mean, in the person's language."""

from handlers.texts import Translate


def section(_: Translate, name: str) -> str:
    """What a section of the archive holds."""
    names = {
        "member": _("Who you are to MedPics."),
        "applications": _("What you said of yourself when you applied, and the decisions."),
        "registration": _("The number by which you were accepted, and how it was last listed."),
        "cases": _("Your cases, with the words as they are kept."),
        "pictures": _("The pictures of your cases; the files stand beside this one."),
        "findings": _("What was found in your pictures, and whether it is hidden."),
        "attestations": _("What you attested about your cases, each with its time."),
        "words_kept": _("Doubtful words that you decided to keep."),
        "texts_typed": _("Messages in which you typed the words of a draft."),
        "verdicts": _("What moderators decided about your cases."),
        "posts": _("Where your cases were published; answers are counted, not kept."),
        "answers_given": _("Your answers in threads: where and when, never the text."),
        "outcomes": _("How your cases turned out."),
        "words_in_threads": _("What I said in threads for you: where and when, never the text."),
        "decisions_made": _("What you decided about cases as a moderator."),
        "moderator": _("That you are a moderator, and the name that colleagues see."),
        "places_bound": _("Groups and channels that you bound as an operator."),
        "requests": _("Your requests to take a case down."),
        "measures": _("What moderators did about messages of yours in threads."),
        "measures_taken": _("What you did about messages of others as a moderator."),
        "questions_open": _("What your next message answers."),
        "messages_received": _("Messages of yours that were received lately or still wait."),
        "messages_to_send": _("Messages to you that have not been sent yet."),
        "messages_to_delete": _("Messages in your chat that I still have to delete."),
        "chats_to_leave": _("Groups and channels that you are being removed from."),
        "archives": _("The last archive that you asked for."),
        "invitation": _("Your own link for colleagues."),
        "people_invited": _("When you invited somebody, or somebody invited you."),
        "requests_to_join": _("Channels that you asked to join while you were an applicant."),
        "chats_entered": _("Channels and groups in which you were seen."),
        "school_year": _("Until when your proof as a student holds."),
        "suspensions": _("When your access was suspended, why, and what you wrote against it."),
        "audit": _("Who did what, when; kept for twelve months, without names."),
    }
    return names[name]


def field(_: Translate, name: str) -> str:
    """What a field holds; fields of the same name mean the same everywhere."""
    return (_person(_) | _case(_) | _picture(_) | _traffic(_))[name]


def _person(_: Translate) -> dict[str, str]:
    return {
        "id": _("A number; under “member”, that of your Telegram account."),
        "language": _("The language in which I write to you."),
        "joined_at": _("When you first wrote to me."),
        "role": _("Doctor, student or other health professional."),
        "standing": _("Where you stand: visitor, applicant, verified, and so on."),
        "name": _("Your name."),
        "specialty": _("The specialty."),
        "notice_version": _("Which version of the first-use notice you accepted; 0: none."),
        "notice_at": _("When you accepted it."),
        "erased_at": _("When the account was erased."),
        "register": _("Whose number it is: rpps for France, and so on."),
        "barred_until": _("When an account that was suspended may come back."),
        "number": _("Your professional number; empty: none."),
        "surname": _("The surname in the public register."),
        "given": _("The first name in the public register."),
        "codes": _("Professions and specialties there, as codes."),
        "outcome": _(
            "How a case turned out, in your words; under “registration”, what an edition of the "
            "register changed for you."
        ),
        "number_kept": _("1: you kept a number that looked wrong."),
        "evidence_kept": _("1: the photo of your card is still kept, and stands beside this."),
        "evidence_at": _("When the first photo came."),
        "submitted_at": _("When it went to the moderators."),
        "decided_at": _("When moderators decided."),
        "since": _("Since when."),
        "duty": _("What the group or channel is for."),
        "bound_at": _("When it was bound."),
        "member": _("1: you were a verified member."),
        "contact": _("How else you can be reached."),
        "words": _("What you wrote."),
        "sent_at": _("When it was sent."),
        "measure": _("Warned, muted, or a message removed."),
        "hides": _("1: the case is hidden as long as it is open."),
        "asked_at": _("When you asked for it."),
        "parts": _("How many files of it were sent."),
        "done_at": _("When all of it was sent."),
        "begun_at": _("When it began."),
        "until": _("When it ends by itself; empty: not by itself."),
        "made_at": _("When the link was made."),
        "invited_by": _("Who invited: you, or a colleague."),
        "reminded": _("How many days before you were last reminded; 0: not yet."),
        "appeal": _("Your appeal."),
        "appealed_at": _("When you sent it."),
        "answered_at": _("When moderators answered it."),
        "ended_at": _("When it ended."),
    }


def _case(_: Translate) -> dict[str, str]:
    return {
        "case": _("The number of the case, as it stands under its post."),
        "created_at": _("When it was begun."),
        "updated_at": _("When it last changed."),
        "state": _("How it stands."),
        "revision": _("Which version: it grows when something is taken up again."),
        "step": _("On which screen it stands, or stood last."),
        "question": _("Your question."),
        "age": _("The patient's age, in a band."),
        "sex": _("The patient's sex."),
        "context": _("What you added."),
        "signed": _("1: under your name; 0: as a verified colleague."),
        "attested": _("The lines that are attested."),
        "fingerprint": _("A checksum over the pictures and words that were submitted."),
        "reason": _("Why it was decided so."),
        "line": _("Which line of the attestation."),
        "version": _("Which version of its wording."),
        "at": _("When."),
        "verdict": _("What was decided."),
        "field": _("Question or context."),
        "word": _("The word."),
        "published_at": _("When it was published."),
        "taken_down_at": _("When the post was removed."),
        "answers": _("How many answers are known."),
        "answers_id": _("The number of the case that it answers with pictures; empty: none."),
        "certainty": _("How sure that is: confirmed, probable or unknown."),
        "teach": _("1: you agreed that the quiz asks about it."),
        "thanked_at": _("When the case's author thanked you."),
        "solved_at": _("When the author marked it as the answer that solved the case."),
        "link": _("Where it stands in Telegram, for its members."),
    }


def _picture(_: Translate) -> dict[str, str]:
    return {
        "files": _("Its files in this archive, without the ending of their names."),
        "position": _("The order of arrival."),
        "frame": _("Which image of a file that held several; 0: the file itself."),
        "received_at": _("When it arrived."),
        "digest": _("A checksum of the masked picture."),
        "width": _("Width in pixels."),
        "height": _("Height in pixels."),
        "problem": _("Why it could not be masked."),
        "flags": _("What the check noticed."),
        "picture": _("The number of the picture."),
        "kind": _("What kind of thing."),
        "polygon": _("Its outline, in pixels."),
        "score": _("How sure the detector was, from 0 to 1."),
        "source": _("What found it."),
        "hidden": _("1: it is hidden."),
        "changed_by": _("Who changed that."),
    }


def _traffic(_: Translate) -> dict[str, str]:
    return {
        "message_id": _("The number of a message in its chat."),
        "chat_id": _("The number of a chat."),
        "purpose": _("What is asked."),
        "subject_id": _("What it is about."),
        "update_id": _("The number that Telegram gave it."),
        "tries": _("How often it was tried."),
        "text": _("What you wrote in it, while it still waits."),
        "action": _("What was done."),
        "subject": _("What it was done to."),
        "done_by": _("By whom: you, a moderator, or the bot itself."),
    }

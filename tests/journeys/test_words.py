"""Words that identify: replaced at once where that is sure, asked about where it is not."""

import pytest

from anonymize import identifiers
from handlers.submission.doubts import pending
from moderation.case import Case, Step
from sandbox.seen import Seen
from storage import cases
from tests.journeys.applying import apply
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import picture

LINES = ("My patient", "Informed", "Nothing identifying", "No tattoo", "Not me")


async def case_of(clinic: Clinic, case_id: int = 1) -> Case:
    case = await cases.load(clinic.bot.services.database.reader, case_id)
    assert case is not None
    return case


async def to_signature(clinic: Clinic, context: str | None = None) -> None:
    """From the preview to the screen before the doubtful words."""
    doctor = clinic.doctor
    await clinic.preview()
    for label in ("Looks right", "Dermatology", "Keep it", "40–49 years", "Female"):
        await doctor.press(label)
    if context is None:
        await doctor.press("Nothing to add")
    else:
        doctor.send_text(context)
        await doctor.expect("Under your name")


async def asked(clinic: Clinic, caption: str) -> Seen:
    """A case whose question holds doubtful words, up to the first one."""
    clinic.doctor.send_photo(picture(), caption=caption)
    await to_signature(clinic)
    await clinic.doctor.press("Anonymous")
    return await clinic.doctor.expect("a name or a sign")


async def test_sure_words_of_a_caption_are_replaced(clinic: Clinic) -> None:
    """The author hears what kind of word went, not the word; the case holds only the rest."""
    clinic.doctor.send_photo(picture(), caption="Mme Durand, seen 03/02/2026: what is it?")
    told = await clinic.doctor.expect("I replaced")
    assert "[name], [date]" in told.text
    assert (await case_of(clinic)).question == "[name], seen [date]: what is it?"
    await clinic.preview()
    assert not any("Durand" in seen.text for seen in clinic.doctor.sees())


async def test_no_log_holds_a_word(clinic: Clinic, caplog: pytest.LogCaptureFixture) -> None:
    """Neither what was replaced nor what is asked about, at any level of ours."""
    caplog.set_level("DEBUG")
    await asked(clinic, "Mme Durand, is this Kawasaki disease?")
    await clinic.doctor.press("Hide")
    await clinic.doctor.expect("Please attest")
    rooms = ("anonymize", "bot", "handlers", "moderation", "storage")
    ours = [r.getMessage() for r in caplog.records if r.name.startswith(rooms)]
    assert not [line for line in ours if "Durand" in line or "Kawasaki" in line]


async def test_the_typed_message_leaves_the_chat(clinic: Clinic) -> None:
    """As originals do; a text in which nothing was found stays."""
    clinic.doctor.send_photo(picture())
    await clinic.preview()
    harmless = clinic.doctor.send_text("What is it?")
    await clinic.doctor.expect("Noted as your question")
    typed = clinic.doctor.send_text("What does Mme Durand have?")
    await clinic.doctor.expect(r"I replaced what could identify somebody in your text: \[name\]")
    await clinic.settle()
    assert typed.deleted
    assert not harmless.deleted
    assert (await case_of(clinic)).question == "What does [name] have?"


async def test_a_context_is_looked_at_too(clinic: Clinic) -> None:
    """Moderators and channel see the rewritten text alone."""
    clinic.doctor.send_photo(picture(), caption="What is it?")
    await to_signature(clinic, "Since 03/02/2026, under Mme Durand")
    for label in ("Anonymous", *LINES, "Send to the moderators"):
        await clinic.doctor.press(label)
    card = await clinic.moderator.expect("Approvals: 0 of", clinic.moderators)
    assert "Since [date], under [name]" in card.text
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    post = clinic.operator.last(clinic.channel)
    assert "Since [date], under [name]" in post.text


async def test_a_doubtful_word_is_kept(clinic: Clinic) -> None:
    """A sign stays in the text, and is not asked about again, not even in the next version."""
    screen = await asked(clinic, "Is this Kawasaki disease?")
    assert "“Kawasaki”: a name or a sign?" in screen.text
    await clinic.doctor.press("Keep")
    for label in (*LINES, "Send to the moderators"):
        await clinic.doctor.press(label)
    await clinic.moderator.expect("Is this Kawasaki disease", clinic.moderators)
    await clinic.moderator.press("Ask for changes", chat=clinic.moderators)
    await clinic.moderator.press("question is not clear", chat=clinic.moderators)
    await clinic.doctor.press("Revise")
    await to_signature(clinic)
    await clinic.doctor.press("Anonymous")
    await clinic.doctor.expect("Please attest")


async def test_a_doubtful_word_is_hidden(clinic: Clinic) -> None:
    """Wherever it stands; what is sent is what is left."""
    await asked(clinic, "Has Kowalski this? Ask Kowalski.")
    await clinic.doctor.press("Hide")
    await clinic.doctor.expect("Please attest")
    assert (await case_of(clinic)).question == "Has [name] this? Ask [name]."


async def test_a_message_with_a_hidden_word_leaves_the_chat(clinic: Clinic) -> None:
    """Its author said that it holds a name; one whose words are all kept stays."""
    doctor = clinic.doctor
    doctor.send_photo(picture())
    await clinic.preview()
    question = doctor.send_text("Has she Kowalski?")
    await doctor.expect("Noted as your question")
    for label in ("Looks right", "Dermatology", "Keep it", "40–49 years", "Female"):
        await doctor.press(label)
    context = doctor.send_text("Known for Crohn")
    await doctor.expect("Under your name")
    await doctor.press("Anonymous")
    await doctor.press("Hide")
    await doctor.press("Keep")
    await doctor.expect("Please attest")
    assert question.deleted
    assert not context.deleted


async def test_words_are_asked_one_after_another(clinic: Clinic) -> None:
    """Each in its turn, first those of the question; a stop in between loses no answer."""
    doctor = clinic.doctor
    doctor.send_photo(picture(), caption="Is it Kawasaki or Crohn?")
    await to_signature(clinic, "Since Easter")
    await doctor.press("Anonymous")
    await doctor.expect("“Kawasaki”: a name or a sign")
    await clinic.restart()
    await doctor.press("Keep")
    await doctor.expect("“Crohn”: a name or a sign")
    await clinic.restart()
    await doctor.press("Keep")
    await doctor.expect("“Easter”: a name or a sign")
    await clinic.restart()
    await doctor.press("Hide")
    await doctor.expect("Please attest")
    case = await case_of(clinic)
    assert (case.question, case.context) == ("Is it Kawasaki or Crohn?", "Since [name]")


async def test_all_words_of_a_text_at_once(clinic: Clinic) -> None:
    """Hide all is one tap; the words of another text are asked about on their own."""
    doctor = clinic.doctor
    doctor.send_photo(picture(), caption="Is it Kawasaki or Crohn?")
    await to_signature(clinic, "Since Easter")
    await doctor.press("Anonymous")
    await doctor.press("Hide all")
    await doctor.expect("“Easter”: a name or a sign")
    assert (await case_of(clinic)).question == "Is it [name] or [name]?"


async def test_many_words_are_listed(clinic: Clinic) -> None:
    """More than eight are no interview: one screen, all kept or all hidden."""
    words = ["Alba", "Bern", "Cora", "Dina", "Elsa", "Fred", "Gina", "Hugo", "Ines"]
    clinic.doctor.send_photo(picture(), caption=f"with {' and '.join(words)}?")
    await to_signature(clinic)
    await clinic.doctor.press("Anonymous")
    screen = await clinic.doctor.expect("Could any of these identify the patient")
    assert all(f"“{word}”" in screen.text for word in words)
    await clinic.doctor.press("Keep all")
    await clinic.doctor.expect("Please attest")
    question = (await case_of(clinic)).question or ""
    assert all(word in question for word in words)


async def test_an_old_button_decides_nothing(clinic: Clinic) -> None:
    """Its word was decided, or its text changed: the tap says so, and nothing happens."""
    doctor = clinic.doctor
    screen = await asked(clinic, "Is this Kawasaki disease?")
    [keep, *_rest] = [b.body["callback_data"] for b in screen.buttons if b.label == "Keep"]
    await doctor.press("Hide")
    await doctor.expect("Please attest")
    answer = await doctor.forge(doctor.last(), keep)
    assert "no longer does anything" in answer.text
    assert (await case_of(clinic)).question == "Is this [name] disease?"


async def test_nothing_goes_past_a_doubt(clinic: Clinic) -> None:
    """Forged taps on the attestation lead back to the word, and none sends the case."""
    doctor = clinic.doctor
    screen = await asked(clinic, "Is this Kawasaki disease?")
    for line in ("carer", "informed", "removed", "tattoo", "not_kin"):
        await doctor.forge(screen, f"attest:1:1:{line}")
    answer = await doctor.forge(screen, "send:1:1:")
    assert "still missing" in answer.text
    assert (await case_of(clinic)).step is Step.WORDS


async def test_back_and_cancel(clinic: Clinic) -> None:
    """Back leads to the signature, from the words and past them; Cancel throws the draft away."""
    doctor = clinic.doctor
    await asked(clinic, "Is this Kawasaki disease?")
    await doctor.press("Back")
    await doctor.expect("Under your name")
    await doctor.press("Anonymous")
    await doctor.press("Keep")
    await doctor.expect("Please attest")
    await doctor.press("Back")
    await doctor.expect("Under your name")
    await doctor.press("Cancel")
    await doctor.press("Yes, throw it away")
    await doctor.expect("are gone")


async def test_a_moderators_reason_is_rewritten(clinic: Clinic) -> None:
    """The author never reads the name; the moderator hears what was replaced."""
    await clinic.submit()
    await clinic.moderator.press("Ask for changes", chat=clinic.moderators)
    await clinic.moderator.press("In my own words", chat=clinic.moderators)
    prompt = clinic.moderator.last(clinic.moderators)
    words = "Take Mme Durand out, and Paris"
    clinic.moderator.send_text(words, clinic.moderators, reply_to=prompt)
    told = await clinic.moderator.expect("I replaced", clinic.moderators)
    assert "[name]" in told.text
    assert "Durand" not in told.text
    reason = await clinic.doctor.expect("ask for changes")
    assert "Take [name] out, and Paris" in reason.text


async def test_an_applicant_reads_no_name_either(clinic: Clinic) -> None:
    """The same for what is written to an applicant."""
    await apply(clinic, clinic.stranger)
    await clinic.moderator.press("Ask again", chat=clinic.moderators)
    await clinic.moderator.press("In my own words", chat=clinic.moderators)
    prompt = clinic.moderator.last(clinic.moderators)
    clinic.moderator.send_text("Cover Mme Durand", clinic.moderators, reply_to=prompt)
    await clinic.stranger.expect(r"Cover \[name\]")
    await clinic.moderator.expect("I replaced", clinic.moderators)


REAL = [
    ("en", "Mr Smithson, born 03/02/1954: is this Kawasaki disease?", "Smithson", "1954"),
    ("fr", "Vu le 03/02/2026 : maladie de Crohn chez M. Durand ?", "Durand", "2026"),
]


@pytest.mark.parametrize(("language", "caption", "name", "year"), REAL)
async def test_the_product_s_own_reader(
    clinic: Clinic, caption: str, name: str, year: str
) -> None:
    """Titled names and dates go, eponyms stay unasked, in both languages."""
    clinic.bot.services.identifiers = identifiers
    clinic.doctor.send_photo(picture(), caption=caption)
    await clinic.doctor.expect("🔒 I replaced|🔒 J’ai remplacé")
    question = (await case_of(clinic)).question or ""
    assert name not in question
    assert year not in question
    assert "Kawasaki" in question or "Crohn" in question
    assert question.count("[") == 2
    await clinic.settle()
    case = await case_of(clinic)
    assert await pending(clinic.bot.services, case) == []

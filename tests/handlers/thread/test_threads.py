"""Threads: where an answer with pictures belongs, and how it differs from a case in words."""

from dataclasses import replace

from handlers.summary import author_line, fingerprint, post_caption, summary
from handlers.texts import Texts
from handlers.thread.threads import root_of
from moderation.case import AgeBand, Case, Sex
from moderation.member import Member, Role, Standing
from moderation.post import Post
from tests.moderation.examples import NOW

ENGLISH = Texts().of("en")
AUTHOR = Member(5, "en", NOW, Role.DOCTOR, Standing.VERIFIED, "Dr Ada", "dermatology")
ANSWER = Case(
    13,
    AUTHOR.id,
    NOW,
    NOW,
    specialty="dermatology",
    question="Like this",
    age=AgeBand.Y40,
    sex=Sex.UNSAID,
    context="",
    signed=True,
    answers_id=12,
)
POST = Post(12, -1002, (30, 31), NOW)


def test_below_the_copy_in_the_discussion() -> None:
    """Of an album below the first picture."""
    assert root_of(replace(POST, discussion_id=-1003, copies=((30, 7), (31, 8)))) == (-1003, 7)


def test_not_before_telegram_has_forwarded_the_post() -> None:
    """A picture must not land outside of its thread."""
    assert root_of(replace(POST, discussion_id=-1003)) is None


def test_in_a_topic_below_the_post_itself() -> None:
    """There is no copy where a post is its own thread."""
    assert root_of(replace(POST, thread_id=4)) == (-1002, 30)


def test_an_answer_says_what_it_answers() -> None:
    """To its author before it is sent, and without the specialty's tag in the thread."""
    assert "in the thread of case MP-00012" in summary(ENGLISH, ANSWER, AUTHOR)
    assert post_caption(ENGLISH, ANSWER, AUTHOR).endswith("Answered by Dr Ada\n#MP00013")
    unsigned = replace(ANSWER, signed=False)
    assert author_line(ENGLISH, unsigned, AUTHOR) == "Answered by a verified colleague"


def test_an_approval_is_bound_to_the_thread() -> None:
    """The same picture and words elsewhere are something else."""
    elsewhere = (replace(ANSWER, answers_id=11), replace(ANSWER, answers_id=None))
    marks = {fingerprint(each, [], AUTHOR) for each in (ANSWER, *elsewhere)}
    assert len(marks) == 3

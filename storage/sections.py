"""What the database holds about one person, as sections: which rows and columns of which table.

`tests/storage/test_belongings.py` names every table and column that is not handed out, and why.
"""

from dataclasses import dataclass

_MY_CASES = "(SELECT id FROM medical_case WHERE author_id = :person)"
_MY_PICTURES = f"(SELECT id FROM picture WHERE case_id IN {_MY_CASES})"  # noqa: S608 - ours
_TYPED = (
    "coalesce(json_extract(payload, '$.message.text'),"
    " json_extract(payload, '$.message.caption'),"
    " json_extract(payload, '$.edited_message.text'),"
    " json_extract(payload, '$.edited_message.caption')) AS text"
)
# Whose update it is, wherever it came from.
_SENDERS = " OR ".join(
    f"json_extract(payload, '$.{kind}.from.id') = :person"
    for kind in (
        "message",
        "edited_message",
        "callback_query",
        "chat_join_request",
        "chat_member",
        "my_chat_member",
    )
)
MINE_IN_THE_INBOX = f"(lane = :person OR {_SENDERS})"


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one table that are about a person.

    columns: what is handed out; also: further expressions, with their names; where: which rows,
    `:person` being the person's id.
    """

    name: str
    table: str
    columns: tuple[str, ...]
    where: str
    also: tuple[str, ...] = ()

    @property
    def sql(self) -> str:
        shown = ", ".join((*self.columns, *self.also))
        return f"SELECT {shown} FROM {self.table} WHERE {self.where} ORDER BY rowid"  # noqa: S608 - ours


# Who did something, without naming anybody else.
_BY = (
    "CASE WHEN actor_id = :person THEN 'you' WHEN actor_id IS NULL THEN 'bot'"
    " ELSE 'moderator' END AS done_by"
)
_SUBJECTS = """(
    SELECT 'member ' || :person UNION SELECT 'moderator ' || :person
    UNION SELECT 'case ' || id FROM medical_case WHERE author_id = :person
    UNION SELECT 'application ' || id FROM application WHERE member_id = :person
    UNION SELECT 'request ' || id FROM privacy_request WHERE requester_id = :person
)"""

# What a moderator did to a member says to a member, and not to which.
_SUBJECT = (
    f"CASE WHEN subject IN {_SUBJECTS} OR substr(subject, 1, instr(subject, ' ') - 1)"
    " IN ('case', 'application', 'request', 'place', 'discussion') THEN subject"
    " ELSE substr(subject, 1, instr(subject, ' ') - 1) END AS subject"
)

SECTIONS = (
    Section(
        "member",
        "member",
        (
            "id",
            "language",
            "joined_at",
            "role",
            "standing",
            "name",
            "specialty",
            "notice_version",
            "notice_at",
            "erased_at",
            "barred_until",
        ),
        "id = :person",
    ),
    Section(
        "applications",
        "application",
        (
            "id",
            "created_at",
            "state",
            "revision",
            "role",
            "name",
            "register",
            "number",
            "number_kept",
            "specialty",
            "evidence_at",
            "submitted_at",
            "reason",
            "decided_at",
        ),
        "member_id = :person",
        ("evidence IS NOT NULL AS evidence_kept",),
    ),
    Section(
        "registration",
        "registration",
        ("register", "number", "since", "surname", "given", "codes", "outcome"),
        "member_id = :person",
    ),
    Section(
        "cases",
        "medical_case",
        (
            "id",
            "created_at",
            "updated_at",
            "state",
            "revision",
            "step",
            "specialty",
            "question",
            "age",
            "sex",
            "context",
            "signed",
            "attested",
            "fingerprint",
            "reason",
            "answers_id",
        ),
        "author_id = :person",
    ),
    Section(
        "pictures",
        "picture",
        (
            "id",
            "case_id",
            "position",
            "frame",
            "received_at",
            "state",
            "digest",
            "width",
            "height",
            "problem",
            "flags",
        ),
        f"case_id IN {_MY_CASES}",
    ),
    Section(
        "findings",
        "finding",
        (
            "picture_id",
            "number",
            "kind",
            "polygon",
            "score",
            "source",
            "hidden",
            "changed_by",
        ),
        f"picture_id IN {_MY_PICTURES}",
    ),
    Section(
        "attestations",
        "attestation",
        ("case_id", "revision", "line", "version", "at"),
        "member_id = :person",
    ),
    Section("invitation", "invitation", ("word", "made_at"), "member_id = :person"),
    Section(
        "people_invited",
        "vouching",
        ("at",),
        "by_id = :person OR member_id = :person",
        ("CASE WHEN by_id = :person THEN 'you' ELSE 'colleague' END AS invited_by",),
    ),
    Section("requests_to_join", "knock", ("chat_id", "at"), "user_id = :person"),
    Section("chats_entered", "presence", ("chat_id", "since"), "user_id = :person"),
    Section("school_year", "school_year", ("until", "reminded"), "member_id = :person"),
    Section(
        "suspensions",
        "suspension",
        ("begun_at", "until", "reason", "appeal", "appealed_at", "answered_at", "ended_at"),
        "member_id = :person",
    ),
    Section("words_kept", "kept_word", ("case_id", "field", "word"), f"case_id IN {_MY_CASES}"),
    Section(
        "texts_typed", "typed_text", ("case_id", "field", "message_id"), f"case_id IN {_MY_CASES}"
    ),
    Section(
        "verdicts",
        "review",
        ("case_id", "revision", "verdict", "at", "reason"),
        f"case_id IN {_MY_CASES}",
    ),
    Section(
        "posts",
        "post",
        ("case_id", "chat_id", "message_ids", "published_at", "taken_down_at"),
        f"case_id IN {_MY_CASES}",
        ("(SELECT count(*) FROM reply WHERE reply.case_id = post.case_id) AS answers",),
    ),
    Section(
        "answers_given",
        "reply",
        ("case_id", "chat_id", "message_id", "at", "thanked_at", "solved_at"),
        "author_id = :person",
    ),
    Section(
        "outcomes",
        "resolution",
        ("case_id", "outcome", "certainty", "at", "teach"),
        f"case_id IN {_MY_CASES}",
    ),
    Section(
        "words_in_threads",
        "spoken",
        ("id", "case_id", "chat_id", "message_id", "at"),
        "author_id = :person",
    ),
    Section(
        "decisions_made",
        "review",
        ("case_id", "revision", "verdict", "at", "reason"),
        "reviewer_id = :person",
    ),
    Section("moderator", "moderator", ("name", "since"), "user_id = :person"),
    Section("places_bound", "place", ("duty", "bound_at"), "bound_by = :person"),
    Section(
        "requests",
        "privacy_request",
        (
            "id",
            "case_id",
            "created_at",
            "member",
            "state",
            "words",
            "contact",
            "sent_at",
            "decided_at",
            "reason",
            "kind",
            "hides",
        ),
        "requester_id = :person",
    ),
    Section("measures", "sanction", ("measure", "at", "until", "reason"), "member_id = :person"),
    Section("measures_taken", "sanction", ("measure", "at", "until", "reason"), "by_id = :person"),
    Section(
        "questions_open",
        "prompt",
        ("chat_id", "purpose", "subject_id", "revision"),
        "user_id = :person",
    ),
    Section(
        "messages_received",
        "inbox",
        ("update_id", "received_at", "state", "tries"),
        MINE_IN_THE_INBOX,
        (_TYPED,),
    ),
    Section("messages_to_send", "outbox", ("id", "kind", "created_at"), "chat_id = :person"),
    Section("messages_to_delete", "erasure", ("message_id", "since"), "chat_id = :person"),
    Section("chats_to_leave", "removal", ("chat_id", "since"), "user_id = :person"),
    Section("archives", "data_export", ("asked_at", "parts", "done_at"), "member_id = :person"),
    Section(
        "audit",
        "audit",
        ("at", "action", "revision"),
        f"actor_id = :person OR audit.subject IN {_SUBJECTS}",
        (_SUBJECT, _BY),
    ),
)

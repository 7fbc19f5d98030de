"""The validators themselves must reject what is wrong."""

import pytest

from tests.strict import emitted_problems, request_problems, specification

USER = {"id": 1, "is_bot": False, "first_name": "A"}
MESSAGE = {
    "message_id": 1,
    "date": 1,
    "chat": {"id": 1, "type": "private", "first_name": "A"},
    "from": USER,
    "text": "x",
}


def test_a_proper_message_has_no_problem() -> None:
    """Both models take it."""
    assert emitted_problems("Update", {"update_id": 1, "message": MESSAGE}) == []


@pytest.mark.parametrize(
    "change", [{"colour": "red"}, {"text": 5}, {"chat": {"id": 1}}, {"from": {**USER, "x": 1}}]
)
def test_wrong_messages_are_told(change: dict[str, object]) -> None:
    """Unknown fields at any depth, wrong types, missing fields."""
    update = {"update_id": 1, "message": {**MESSAGE, **change}}
    assert emitted_problems("Update", update) != []


@pytest.mark.skipif(specification() is None, reason="the specification is not at hand")
def test_wrong_requests_are_told() -> None:
    """Unknown, missing and ill-typed parameters."""
    assert request_problems("sendMessage", {"chat_id": "1", "text": "x"}) == []
    for values in ({"text": "x"}, {"chat_id": "1", "text": "x", "y": "z"}):
        assert request_problems("sendMessage", values) != []
    values = {"chat_id": "1", "text": "x", "reply_markup": '{"inline_keyboard": [[{}]]}'}
    assert request_problems("sendMessage", values) != []

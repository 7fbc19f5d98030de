"""What people read when a limit is reached: which one, and when there is room again."""

from datetime import datetime, timedelta

from handlers.texts import Speech, Translate
from moderation.quota import MIB, Full, Limit

MINUTES_MAX = 120


def sentence(speech: Speech, reached: Full, now: datetime) -> str:
    """For the sender of a picture that is left out."""
    _ = speech.say
    lines = [_limit(_, reached), _when(speech, reached, now)]
    return " ".join([*lines, _("I have not kept what you send beyond it.")])


def _limit(_: Translate, reached: Full) -> str:
    sentences = {
        Limit.HOUR: _("I take at most {most} pictures an hour from one person."),
        Limit.DAY: _("I take at most {most} pictures a day from one person."),
        Limit.BYTES: _("I take at most {mib} MiB a day from one person."),
        Limit.OPEN: _(
            "You have {most} cases that are not decided yet, and cannot begin another. Finish or "
            "withdraw one, or wait for the moderators: /cases"
        ),
        Limit.ALL_HOUR: _("Everybody together has sent as many pictures as I take in an hour."),
        Limit.ALL_DAY: _("Everybody together has sent as many pictures as I take in a day."),
        Limit.ALL_BYTES: _("Everybody together has sent as much as I take in a day."),
        Limit.ALL_OPEN: _("As many people as I can serve at a time are preparing a case."),
        Limit.QUEUE: _("Very many pictures are waiting to be masked at the moment."),
        Limit.STORE: _("There is no room for more pictures at the moment."),
        Limit.DISK: _("There is no room for more pictures at the moment."),
    }
    return sentences[reached.limit].format(most=reached.most, mib=reached.most // MIB)


def _when(speech: Speech, reached: Full, now: datetime) -> str:
    _ = speech.say
    if reached.until is not None:
        return _("There is room again in {time}; send it again then.").format(
            time=_duration(speech, reached.until - now)
        )
    if reached.limit is Limit.OPEN:
        return _("Then send the picture again.")
    if reached.limit in {Limit.STORE, Limit.DISK}:
        return _("The operator is told; send it again later.")
    return _("Send it again in a few minutes.")


def _duration(speech: Speech, left: timedelta) -> str:
    minutes = max(1, -int(-left.total_seconds() // 60))
    if minutes <= MINUTES_MAX:
        return speech.count("{number} minute", "{number} minutes", minutes)
    return speech.count("{number} hour", "{number} hours", -(-minutes // 60))


def alarm(speech: Speech, reached: Full) -> str:
    """For operators: people are turned away, and which setting decides that."""
    _ = speech.say
    settings = {
        Limit.ALL_HOUR: "quotas.all_pictures_per_hour",
        Limit.ALL_DAY: "quotas.all_pictures_per_day",
        Limit.ALL_BYTES: "quotas.all_mib_per_day",
        Limit.ALL_OPEN: "quotas.all_open_drafts",
        Limit.STORE: "quotas.storage_mib",
        Limit.DISK: "quotas.free_disk_mib",
    }
    text = _(
        "⚠️ I turn pictures away: the limit {setting} is reached. Make room, or raise it if the "
        "machine can take more."
    )
    return text.format(setting=settings[reached.limit])

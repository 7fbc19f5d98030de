"""Dossier: what a card shows besides the claim: proofs, earlier attempts, who has the number."""

from dataclasses import dataclass

from handlers.context import Services
from handlers.entrance.evidence import card_line, late_and_all
from handlers.entrance.inviting import voucher_of
from handlers.entrance.suspension_words import member_line
from handlers.people import moderator_name
from handlers.texts import Speech, Translate, admission_reason, quoted
from moderation.application import Application, ApplicationState
from moderation.member import Member, Standing
from storage import applications, members

# More lines than these help nobody to decide.
EARLIER_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Dossier:
    """photos, late: how many there are, and came too late for their code; earlier: decided
    applications of the same person; holders: other accounts that were accepted with the number;
    voucher: the member who invited them; taken_by: who looks at it now, by the name that
    colleagues know.
    """

    photos: int
    late: int
    earlier: list[Application]
    holders: list[Member]
    voucher: Member | None = None
    taken_by: str | None = None

    @property
    def can_move(self) -> bool:
        """Whether a membership can be handed over: one that is not suspended."""
        return len(self.holders) == 1 and self.holders[0].standing is not Standing.SUSPENDED


async def dossier_of(services: Services, application: Application) -> Dossier:
    reader = services.database.reader
    late, photos = await late_and_all(services, application)
    everything = await applications.of_member(reader, application.member_id)
    earlier = [each for each in everything if each.id != application.id and each.decided_at]
    taker = application.taker(services.clock())
    return Dossier(
        photos,
        late,
        earlier,
        await holders_of(services, application),
        await voucher_of(services, application.member_id),
        await moderator_name(services, taker) if taker is not None else None,
    )


async def holders_of(services: Services, application: Application) -> list[Member]:
    """Other accounts whose membership rests on the same number."""
    if not application.number:
        return []
    reader = services.database.reader
    return await members.accepted_with(
        reader, application.register, application.number, application.member_id
    )


def dossier_lines(speech: Speech, application: Application, dossier: Dossier) -> list[str]:
    """In HTML, the warnings first."""
    _ = speech.say
    lines = [_holder_line(_, member) for member in dossier.holders]
    lines += [_earlier_line(_, each) for each in dossier.earlier[-EARLIER_SHOWN:]]
    if dossier.voucher is not None:
        text = _("🤝 Invited by {member}; that proves nothing.")
        lines.append(text.format(member=member_line(_, dossier.voucher)))
    lines.append(card_line(speech, application, dossier.late, dossier.photos))
    if dossier.taken_by is not None and application.taken_until is not None:
        text = _("🔎 {name} is looking at it, until {time} (UTC).")
        until = f"{application.taken_until:%H:%M}"
        lines.append(text.format(name=quoted(dossier.taken_by), time=until))
    return lines


def _holder_line(_: Translate, holder: Member) -> str:
    text = _("⚠️ The number already belongs to: {member}")
    line = text.format(member=member_line(_, holder))
    if holder.standing is Standing.SUSPENDED:
        return line + "\n" + _("They are suspended: nobody takes that over by a new account.")
    return line


def _earlier_line(_: Translate, earlier: Application) -> str:
    outcomes = {
        ApplicationState.ACCEPTED: _("Earlier: no. {id}, accepted on {date}."),
        ApplicationState.REFUSED: _("Earlier: no. {id}, refused on {date}. {reason}"),
    }
    text = outcomes.get(earlier.state, _("Earlier: no. {id}, ended on {date}."))
    date = f"{earlier.decided_at:%Y-%m-%d}" if earlier.decided_at else "?"
    reason = admission_reason(_, earlier.reason)
    return text.format(id=earlier.id, date=date, reason=reason).strip()

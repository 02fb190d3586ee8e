"""Gifts on their way: what their giver and their recipient let each other know of them.

The giver stays unknown. Who is meant follows from the draw and from who asks, each time anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.orm import Session

from core.clock import Clock
from core.db import models
from core.db.repository import exchanges
from core.db.session import Database
from core.db.vault import Vault
from core.domain.errors import (
    GiftProblem,
    GiftRefused,
    NotParticipant,
    TalkProblem,
    TalkRefused,
)
from core.domain.forgetting import is_forgotten
from core.domain.gifts import (
    GIVER_HAS,
    check_can_mark,
    check_can_miss,
    check_can_take_back,
    check_can_thank,
)
from core.domain.snapshots import Complaint, Exchange, GiftNews
from core.domain.talk import check_can_talk, check_text
from core.domain.types import Caller, GiftAnswer, GiftMark, Note, Side
from core.services import anonymous, missing
from core.services.anonymous import Route
from core.services.assignments import recipient_of
from core.services.giving import (
    Awaited,
    Gift,
    awaited_by,
    gift_of,
    has_read,
    is_from,
    keep,
    owe_note,
    seen,
)
from core.services.giving import take_back_note as unsaid
from core.services.pausing import a_pause
from core.services.requests import load, once
from core.services.stepping_in import rescued_by


@dataclass(frozen=True)
class _Given:
    """A gift that somebody gives: of whose row, and to whom."""

    giver_id: str
    recipient_id: str
    gift: Gift


@dataclass(frozen=True)
class Gifts:
    database: Database
    vault: Vault
    clock: Clock

    def mark(
        self, caller: Caller, exchange_id: str, mark: GiftMark, rescue_id: str = ""
    ) -> GiftNews:
        """The caller's gift is ready, or given: then its recipient is told so, once. To say less
        than before changes nothing. `rescue_id`: of a gift that they give in another's place.

        Raises `NotParticipant` or `RescueNotFound` when they give none, `WrongStatus`, and
        `GiftRefused`.
        """
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            given = self._given(session, row, caller, rescue_id)
            gift, now = given.gift, self.clock.now()
            check_can_mark(exchanges.snapshot(row), seen(row, gift, self.clock), now)
            is_missed = gift.answer == GiftAnswer.MISSING
            if gift.mark == GiftMark.GIVEN and not is_missed:
                return self._news(row, gift, rescue_id)
            if mark == GiftMark.GIVEN and is_missed:
                missing.close(session, self.vault, row, given.recipient_id)
                gift = replace(gift, answer=None, told="")
                if gift.nudge and not has_read(session, row, gift.nudge):
                    # Withdrawn when its turn comes: were it gone now, two dumps would tell whose.
                    gift = replace(gift, nudge="")
            gift = replace(gift, mark=mark)
            if mark == GiftMark.GIVEN and not gift.told:
                route = Route(caller.user_id, given.recipient_id, Side.GIVER, note=Note.GIVEN)
                told = owe_note(session, self.vault, row, route, self.clock)
                gift = replace(gift, told=told)
            keep(session, self.vault, row, given.giver_id, gift, self.clock)
            return self._news(row, gift, rescue_id)

    def take_back(self, caller: Caller, exchange_id: str, rescue_id: str = "") -> GiftNews:
        """It is not given, or not ready, after all. Raises what `mark` does."""
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            given = self._given(session, row, caller, rescue_id)
            known = seen(row, given.gift, self.clock)
            check_can_take_back(exchanges.snapshot(row), known, self.clock.now())
            less = GiftMark.READY if given.gift.mark == GiftMark.GIVEN else None
            gift = replace(self._untold(session, row, given.gift), mark=less)
            keep(session, self.vault, row, given.giver_id, gift, self.clock)
            return self._news(row, gift, rescue_id)

    def thankable(
        self, caller: Caller, exchange_id: str, text: str = "", note_id: str = ""
    ) -> Exchange:
        """Whether the caller may say now that their gift has come, with these thanks. Raises what
        `thank` does."""
        with self.database.read() as session:
            row = load(session, caller, exchange_id)
            self._thanks(session, row, caller, text, note_id)
            return exchanges.snapshot(row)

    def thank(
        self, caller: Caller, exchange_id: str, text: str = "", note_id: str = ""
    ) -> Exchange:
        """The caller's gift has come: whoever gives it is told, with their thanks if there are any,
        unless they have been forgotten. `note_id`: the message that has asked them; it is refused
        if that came from somebody else.

        Raises `GiftRefused` and `WrongStatus`; for thanks, also `TalkRefused` and
        `TooManyMessages`: they are one more anonymous message.
        """
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            awaited = self._thanks(session, row, caller, text, note_id)
            gift = self._untold(session, row, awaited.gift)
            missing.close(session, self.vault, row, caller.user_id)
            if awaited.hears:
                route = self._route(caller, awaited, Note.CAME)
                owe_note(session, self.vault, row, route, self.clock, text)
            gift = replace(gift, answer=GiftAnswer.CAME)
            keep(session, self.vault, row, awaited.giver_id, gift, self.clock)
            return exchanges.snapshot(row)

    def missable(self, caller: Caller, exchange_id: str, note_id: str = "") -> Complaint:
        """Whether the caller may say now that nothing has come, and what would follow. Raises what
        `miss` does."""
        with self.database.read() as session:
            row = load(session, caller, exchange_id)
            awaited = self._missed(session, row, caller, note_id)
            return Complaint(exchanges.snapshot(row), _may_help(awaited))

    def miss(self, caller: Caller, exchange_id: str, note_id: str = "") -> Complaint:
        """Nothing has come for the caller: whoever was to give it is told so, once, and when that
        changes nothing, or they have been forgotten, organizers hear of a case. `note_id` as in
        `thank`. Raises `GiftRefused` and `WrongStatus`."""
        with once(self.database, self.clock, caller) as session:
            row = load(session, caller, exchange_id, lock=True)
            awaited = self._missed(session, row, caller, note_id)
            gift = self._untold(session, row, awaited.gift)
            may_help = _may_help(awaited)
            if may_help:
                route = self._route(caller, awaited, Note.NOTHING)
                nudge = owe_note(session, self.vault, row, route, self.clock)
                gift = replace(gift, nudge=nudge)
            wait = GIVER_HAS if may_help else timedelta()
            # Not to the second: nobody shall know by it when this was said.
            due_at = self.clock.now() + wait + a_pause()
            missing.open_case(session, self.vault, row, caller.user_id, due_at, self.clock)
            gift = replace(gift, answer=GiftAnswer.MISSING)
            keep(session, self.vault, row, awaited.giver_id, gift, self.clock)
            return Complaint(exchanges.snapshot(row), may_help)

    def _given(
        self, session: Session, row: models.Exchange, caller: Caller, rescue_id: str
    ) -> _Given:
        """The gift that the caller gives, unless somebody else gives it by now."""
        if rescue_id:
            rescue = rescued_by(session, self.vault, row, caller.user_id, rescue_id)
            return _Given(rescue.giver_id, rescue.recipient_id, rescue.gift)
        recipient_id = recipient_of(session, self.vault, row, caller.user_id)
        if recipient_id is None:
            check_can_talk(exchanges.snapshot(row), self.clock.now())
            raise NotParticipant
        if is_forgotten(recipient_id):
            raise GiftRefused(GiftProblem.FORGOTTEN)
        gift = gift_of(session, self.vault, row, caller.user_id)
        if gift.rescuer_id:
            raise GiftRefused(GiftProblem.STEPPED_IN)
        return _Given(caller.user_id, recipient_id, gift)

    def _thanks(
        self, session: Session, row: models.Exchange, caller: Caller, text: str, note_id: str
    ) -> Awaited:
        awaited, now = self._awaited(session, row, caller), self.clock.now()
        check_can_thank(exchanges.snapshot(row), seen(row, awaited.gift, self.clock), now)
        self._check_asked(session, row, caller, awaited, note_id)
        if text:
            check_text(text)
            if not awaited.hears:
                raise TalkRefused(TalkProblem.NOBODY)
            marks = anonymous.marks_of(session, self.vault, row)
            route = self._route(caller, awaited, Note.CAME)
            anonymous.check_open(session, marks, row, route, now)
        return awaited

    def _missed(
        self, session: Session, row: models.Exchange, caller: Caller, note_id: str
    ) -> Awaited:
        awaited, now = self._awaited(session, row, caller), self.clock.now()
        check_can_miss(exchanges.snapshot(row), seen(row, awaited.gift, self.clock), now)
        self._check_asked(session, row, caller, awaited, note_id)
        return awaited

    def _awaited(self, session: Session, row: models.Exchange, caller: Caller) -> Awaited:
        check_can_talk(exchanges.snapshot(row), self.clock.now())
        awaited = awaited_by(session, self.vault, row, caller.user_id)
        if awaited is None:
            raise GiftRefused(GiftProblem.NOBODY)
        return awaited

    def _check_asked(
        self,
        session: Session,
        row: models.Exchange,
        caller: Caller,
        awaited: Awaited,
        note_id: str,
    ) -> None:
        """Whoever gives to them now gets the answer, so nobody else may have asked for it."""
        if not (note_id and awaited.hears):
            return
        if not is_from(session, self.vault, row, note_id, awaited, caller.user_id):
            raise GiftRefused(GiftProblem.OF_ANOTHER)

    def _route(self, caller: Caller, awaited: Awaited, note: Note) -> Route:
        return Route(caller.user_id, awaited.active_giver_id, Side.RECIPIENT, note=note)

    def _untold(self, session: Session, row: models.Exchange, gift: Gift) -> Gift:
        """That it was given is not told any more, if it has not been."""
        if gift.told and unsaid(session, row, gift.told):
            return replace(gift, told="")
        return gift

    def _news(self, row: models.Exchange, gift: Gift, rescue_id: str) -> GiftNews:
        return GiftNews(exchanges.snapshot(row), seen(row, gift, self.clock), rescue_id)


def _may_help(awaited: Awaited) -> bool:
    """Whether it helps to tell whoever is to give it: once it does."""
    return awaited.hears and not awaited.gift.nudge

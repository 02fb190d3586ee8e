"""All use cases of one process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from core.clock import Clock
from core.db.session import Database
from core.db.vault import Vault
from core.domain.retention import KEPT_FOR
from core.ports import Directory, Messenger, NoDirectory
from core.rosters.reading import Reader
from core.services.break_glass import BreakGlass
from core.services.bulletins import Bulletins
from core.services.console import Console
from core.services.copying import Copying
from core.services.deliveries import Deliveries
from core.services.drawing import Drawing
from core.services.editing import Editing
from core.services.exchange_days import ExchangeDays
from core.services.exchanges import Exchanges
from core.services.exclusions import Exclusions
from core.services.exporting import Exporting
from core.services.forgetting import Forgetting
from core.services.gifts import Gifts
from core.services.history import History
from core.services.invitations import Invitations
from core.services.matches import Matches
from core.services.organizers import Organizers
from core.services.outbox import Outbox
from core.services.overview import Overview
from core.services.participation import Participation
from core.services.patience import Patience
from core.services.preflight import Preflights
from core.services.reminders import Reminders
from core.services.repairs import Repairs
from core.services.rescues import Rescues
from core.services.retention import Retention
from core.services.reveals import Reveals
from core.services.rosters import Rosters
from core.services.talk import Talk
from core.services.timekeeping import Timekeeping
from core.services.wishlists import Wishlists
from core.services.workspaces import Workspaces


@dataclass(frozen=True)
class Services:
    exchanges: Exchanges
    participation: Participation
    invitations: Invitations
    rosters: Rosters
    reminders: Reminders
    preflight: Preflights
    copying: Copying
    exclusions: Exclusions
    exporting: Exporting
    organizers: Organizers
    wishlists: Wishlists
    drawing: Drawing
    matches: Matches
    bulletins: Bulletins
    console: Console
    deliveries: Deliveries
    editing: Editing
    outbox: Outbox
    overview: Overview
    history: History
    retention: Retention
    repairs: Repairs
    forgetting: Forgetting
    break_glass: BreakGlass
    talk: Talk
    gifts: Gifts
    rescues: Rescues
    exchange_days: ExchangeDays
    reveals: Reveals
    timekeeping: Timekeeping
    workspaces: Workspaces

    @classmethod
    def build(
        cls,
        database: Database,
        vault: Vault,
        clock: Clock,
        messenger: Messenger,
        patience: Patience = Patience(),  # noqa: B008 # it is frozen
        directory: Directory = NoDirectory(),  # noqa: B008 # it has no state
        retention: timedelta = KEPT_FOR,
        reader: Reader | None = None,
    ) -> Services:
        return cls(
            exchanges=Exchanges(database, clock),
            participation=Participation(database, clock),
            invitations=Invitations(database, clock),
            rosters=Rosters(database, vault, clock, reader or Reader()),
            reminders=Reminders(database, clock),
            preflight=Preflights(database, clock, directory),
            copying=Copying(database, clock, directory),
            exclusions=Exclusions(database, clock),
            exporting=Exporting(database, clock),
            organizers=Organizers(database, clock),
            wishlists=Wishlists(database, vault, clock),
            drawing=Drawing(database, vault, clock, patience),
            matches=Matches(database, vault, clock),
            bulletins=Bulletins(database, vault, clock),
            console=Console(database, clock),
            deliveries=Deliveries(database, clock),
            editing=Editing(database, clock),
            outbox=Outbox(database, vault, clock, messenger, patience),
            overview=Overview(database, vault, clock),
            history=History(database, vault),
            retention=Retention(database, clock, retention),
            repairs=Repairs(database, vault, clock, patience),
            forgetting=Forgetting(database, vault, clock, retention),
            break_glass=BreakGlass(database, vault, clock),
            talk=Talk(database, vault, clock),
            gifts=Gifts(database, vault, clock),
            rescues=Rescues(database, vault, clock),
            exchange_days=ExchangeDays(database, clock),
            reveals=Reveals(database, vault, clock),
            timekeeping=Timekeeping(database, clock, patience),
            workspaces=Workspaces(database, clock),
        )

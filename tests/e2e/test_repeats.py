"""An exchange every year: nobody gives to the same person again, as far as that works out."""

from __future__ import annotations

import itertools

from core.domain.types import DeliveryKind
from playground import Person
from tests.e2e.databases import both_databases
from tests.e2e.world import World, create_exchange, let_deadline_come, matches, notices


def year(
    world: World, number: int, people: list[Person], no_repeats: str | None = None
) -> dict[str, str]:
    organizer, *others = people
    exchange_id = create_exchange(world, organizer, f"Santa {number}", joined=others)
    if no_repeats:
        organizer.command("/santa exclude", world.general)
        organizer.choose("No repeats", no_repeats)
        organizer.close_modal(everything=True)
    let_deadline_come(world, organizer, exchange_id)
    return matches(world, exchange_id, people)


@both_databases
def test_three_people_alternate_from_year_to_year(world: World) -> None:
    people = world.people[:3]

    years = [year(world, number, people) for number in range(3)]

    assert years[0] == years[2]
    for before, after in itertools.pairwise(years):
        assert not before.items() & after.items()
    reports = notices(world, DeliveryKind.REPORT, people[0])
    assert [report for report in reports if "gave to before" in report.text] == []

    # Further back there is no way at all: what is longest ago is given up first.
    assert year(world, 3, people, "Their last 2 exchanges") == years[1]
    told = notices(world, DeliveryKind.REPORT, people[0])[-1]
    assert "people give to somebody they gave to before" in told.text
    assert world.slack.complaints() == []


@both_databases
def test_where_there_is_no_other_way_the_organizer_reads_how_many_repeat(world: World) -> None:
    ana, bo, *_ = people = world.people
    first = year(world, 1, people)
    exchange_id = create_exchange(world, ana, "Santa 2", joined=people[1:])
    shut_out = [one for one in people if one.id not in (ana.id, first[ana.id])]
    ana.command(f"/santa exclude {shut_out[0].mention}", world.general)
    ana.command(f"/santa exclude {shut_out[1].mention}", world.general)
    bo.command("/santa exclude", world.general)
    assert bo.modal is not None
    assert "No repeats" not in bo.modal.text
    ana.command("/santa exclude", world.general)
    ana.choose("No repeats", "Their last 3 exchanges")
    assert world.exchange(exchange_id).no_repeats == 3
    assert ana.modal is not None
    assert "✔ Names can be drawn" in ana.modal.text

    let_deadline_come(world, ana, exchange_id)
    second = matches(world, exchange_id, people)

    again = first.items() & second.items()
    assert (ana.id, first[ana.id]) in again
    told = notices(world, DeliveryKind.REPORT, ana)[-1]
    said = {1: "1 person gives", 2: "2 people give"}.get(len(again), "More than half of the people")
    assert f"{said} to somebody they gave to before" in told.text
    assert told.mentions == []
    assert world.slack.complaints() == []

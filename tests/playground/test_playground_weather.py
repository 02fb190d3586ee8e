"""Faults by chance: seeded, counted, and over when the weather clears."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from playground import Person, Playground, PlaygroundError
from tests.playground.raw_calls import POST, outcome

MIXED = {"rate_limit": 0.2, "lose_reply": 0.2, "unavailable": 0.1, "reset": 0.1}
QUICK = {"late_seconds": (0, 0.01), "hang_seconds": (0, 0.01), "delay_seconds": (0, 0.01)}
# kind -> how the call ends, how many messages it makes
ENDINGS: dict[str, tuple[set[str], int]] = {
    "fail": ({"200 internal_error"}, 0),
    "fail_after": ({"200 fatal_error"}, 1),
    "unavailable": ({"503 no JSON"}, 0),
    "unavailable_after": ({"503 no JSON"}, 1),
    "rate_limit": ({"429 ratelimited"}, 0),
    "drop_request": ({"closed"}, 0),
    "reset": ({"reset"}, 0),
    "lose_reply": ({"closed"}, 1),
    "reset_after": ({"reset"}, 1),
    "hang": ({"closed"}, 0),
    "late": ({"closed"}, 1),
    "garble": ({"200 no JSON", "cut"}, 1),
    "delay": ({"200 ok"}, 1),
}


def fates(slack: Playground, people: list[Person], threads: int) -> dict[str, list[str | None]]:
    """What struck each person's calls, ten to everybody, from so many threads at once."""

    def ten_times(person: Person) -> None:
        for _ in range(10):
            outcome(slack, POST, channel=person.id, text="x")

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(ten_times, people))
    struck: dict[str, list[str | None]] = {person.id: [] for person in people}
    for call in slack.calls(POST):
        struck[call["args"]["channel"]].append(call["fault"])
    return struck


@pytest.mark.parametrize("kind", ENDINGS)
def test_each_kind_of_weather_does_as_it_says(slack: Playground, kind: str) -> None:
    ana = slack.person("Ana")
    endings, received = ENDINGS[kind]
    slack.weather(seed=1, chances={kind: 1.0}, **QUICK)  # type: ignore[arg-type]

    for _ in range(8):
        assert outcome(slack, POST, channel=ana.id, text="x") in endings

    ana.wait_for(lambda: slack.late_calls() == 0)
    assert len(ana.direct_messages) == 8 * received
    assert slack.clear_weather() == {kind: 8}


def test_the_same_seed_brings_the_same_weather_in_whatever_order() -> None:
    met = []
    for seed, threads in ((7, 1), (7, 6), (8, 1)):
        with Playground.start() as slack:
            people = slack.people([f"Person {number}" for number in range(6)])
            slack.weather(seed=seed, chances=MIXED)
            met.append(fates(slack, people, threads))

    assert met[0] == met[1]
    assert met[0] != met[2]


def test_the_report_counts_what_struck(slack: Playground) -> None:
    people = slack.people([f"Person {number}" for number in range(10)])
    slack.weather(seed=3, chances={**MIXED, "garble": 0.0})

    struck = Counter(one for fate in fates(slack, people, 4).values() for one in fate)

    assert 0 < struck[None] < 100
    assert slack.weather_report() == {
        "rate_limit": struck["rate_limit"],
        "lose_reply": struck["lose_reply"],
        "unavailable": struck["fail"],
        "reset": struck["drop_request"],
        "garble": 0,
    }


def test_weather_concerns_its_methods_only_and_clears(slack: Playground) -> None:
    ana = slack.person("Ana")
    slack.weather(seed=1, methods=["chat.update"], chances={"reset": 1.0})

    assert outcome(slack, POST, channel=ana.id, text="x") == "200 ok"
    assert outcome(slack, "chat.update", channel=ana.dm.id, ts="1", text="x") == "reset"
    assert slack.clear_weather() == {"reset": 1}
    assert outcome(slack, "chat.update", channel=ana.dm.id, ts="1", text="x") != "reset"


def test_what_was_ordered_comes_before_the_weather(slack: Playground) -> None:
    ana = slack.person("Ana")
    slack.weather(seed=1, chances={"reset": 1.0})
    slack.lose_reply(POST)

    assert outcome(slack, POST, channel=ana.id, text="x") == "closed"
    assert slack.weather_report() == {"reset": 0}


@pytest.mark.parametrize(
    ("chances", "words"),
    [
        ({"hail": 0.1}, r"unknown weather \['hail'\]"),
        ({"reset": 0.6, "late": 0.6}, "together at most 1"),
        ({"reset": -0.1}, "not negative"),
    ],
    ids=["unknown", "too much", "negative"],
)
def test_impossible_weather_is_refused(
    slack: Playground, chances: dict[str, float], words: str
) -> None:
    with pytest.raises(PlaygroundError, match=words):
        slack.weather(seed=1, chances=chances)

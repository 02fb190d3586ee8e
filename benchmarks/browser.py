"""What somebody waits for in the playground's page, in a real Chromium, with 500 people and a
channel of 5,000 messages. No bot takes part.

All in milliseconds, median and worst: from a click on another person, or on another channel, until
the conversation stands there; from scrolling to the top until 50 earlier messages are there; how
long the longest task of the browser took while all of them were loaded; what the question takes
whether there is anything new, when there is not; and from a message being posted until it is seen
in a window. Up to 200 ms after a click nobody would call it waiting: ! says that it took longer.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence

from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from playground import Channel, Person, Playground
from playground.browser import chromium

ROW = "{:<44} {:>6} {:>7} {:>7}  {}\n"
PEOPLE = 500
MESSAGES = 5000
TARGET = 200
HOLD_TASKS = """() => {
  window.tasks = [];
  new PerformanceObserver((list) => list.getEntries().forEach((one) => tasks.push(one.duration)))
    .observe({ type: "longtask" });
}"""
#: Until there is another page of messages, or no more: in milliseconds.
ONE_PAGE = """() => new Promise((resolve) => {
  const [list, earlier] = ["entries", "earlier"].map((id) => document.getElementById(id));
  const before = list.querySelectorAll(".entry").length;
  const start = performance.now();
  list.scrollTop = 0;
  const look = () => {
    const now = list.querySelectorAll(".entry").length;
    if (now > before || earlier.hidden) resolve(performance.now() - start);
    else requestAnimationFrame(look);
  };
  look();
})"""
IS_OVER = "() => document.getElementById('earlier').hidden"


def crowded(slack: Playground, messages: int) -> tuple[list[Person], list[Channel]]:
    """The first channel is the one in which so much was written."""
    people = slack.people([f"Person {n:03}" for n in range(PEOPLE)])
    channels = [slack.channel(name, members=people) for name in ("general", "random")]
    for channel in channels:
        said = [(people[n % PEOPLE], f"Number {n}, and *some* words") for n in range(messages)]
        slack.add_messages(channel, said)
    return people, channels


def clicked(page: Page, name: str, navigation: str) -> float:
    """Until the page shows the conversation as this person sees it, and its scripts have begun."""
    link = page.get_by_role("navigation", name=navigation).get_by_role("link", name=name)
    with page.expect_navigation(wait_until="load"):
        link.evaluate("one => one.click()")
    expect(link.and_(page.locator("[aria-current]"))).to_be_attached()
    expect(page.get_by_role("article").last).to_be_in_viewport()
    took: float = page.evaluate(
        "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
    )
    return took


def switches(page: Page, times: int) -> Iterator[tuple[str, list[float]]]:
    names = [f"Person {(37 * n) % PEOPLE:03}" for n in range(1, times + 1)]
    yield "another person", [clicked(page, name, "People") for name in names]
    places = [("random", "general")[n % 2] for n in range(times)]
    yield "another channel", [clicked(page, name, "Conversations") for name in places]


def scrolled(page: Page) -> tuple[list[float], list[float]]:
    """Each page of earlier messages, to the very first; and the long tasks meanwhile."""
    page.evaluate(HOLD_TASKS)
    took = []
    while not page.evaluate(IS_OVER):
        took.append(page.evaluate(ONE_PAGE))
    return took, page.evaluate("tasks") or [0.0]


def refreshed(page: Page, slack: Playground, asked: dict[str, object], times: int) -> list[float]:
    asked |= {"after": int(page.evaluate("document.body.dataset.after")), "seen": True}
    took = []
    for _ in range(times):
        body = json.dumps(asked).encode()
        request = urllib.request.Request(  # noqa: S310  # the playground's own address
            f"{slack.url}/window/refresh", body, {"Content-Type": "application/json"}
        )
        start = time.perf_counter()
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            asked["after"] = json.load(answer)["after"]
        took.append(1000 * (time.perf_counter() - start))
    return took[1:]


def posted(page: Page, slack: Playground, channel: Channel, times: int) -> list[float]:
    bot, took = WebClient(slack.bot_token, base_url=slack.api_url), []
    for n in range(times):
        words = f"News of today, part {n}"
        start = time.perf_counter()
        bot.chat_postMessage(channel=channel.id, text=words)
        page.get_by_text(words, exact=True).wait_for()
        took.append(1000 * (time.perf_counter() - start))
    return took


def tell(what: str, took: list[float], target: int | None = None) -> None:
    middle, worst = statistics.median(took), max(took)
    missed = f"{target} ms{' !' if middle > target else ''}" if target else ""
    sys.stdout.write(ROW.format(what, len(took), f"{middle:.0f}", f"{worst:.0f}", missed))
    sys.stdout.flush()


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.browser", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="500 messages, and each 5 times")
    chosen = parser.parse_args(arguments)
    times, messages = (5, 500) if chosen.quick else (20, MESSAGES)
    sys.stdout.write(ROW.format("", "times", "median", "worst", "target"))
    with chromium.running() as browser, Playground.start() as slack:
        page = browser.new_page(viewport={"width": 1380, "height": 900})
        people, (general, _) = crowded(slack, messages)
        page.goto(f"{slack.url}/as/{people[0].id}/{general.id}")
        for what, took in switches(page, times):
            tell(what, took, TARGET)
        page.goto(f"{slack.url}/as/{people[0].id}/{general.id}")
        asked: dict[str, object] = {"user": people[0].id, "place": general.id}
        tell("nothing new", refreshed(page, slack, asked, times + 1))
        tell("a message is seen", posted(page, slack, general, times))
        took, tasks = scrolled(page)
        tell("50 earlier messages", took, TARGET)
        tell("long tasks meanwhile", tasks)


if __name__ == "__main__":
    main(sys.argv[1:])

"""Windows on the playground's page, each of a person of its own."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Request,
    ViewportSize,
    expect,
)

from playground import Channel, Person

#: In milliseconds. How quick things are, benchmarks tell.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)


class Windows:
    """`shouts` is what scripts wrote to a console or failed with, `asked_elsewhere` every request
    to another host."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self._url = url
        self._contexts: list[BrowserContext] = []
        self.shouts: list[str] = []
        self.asked_elsewhere: list[str] = []

    def open(
        self, person: Person, place: Channel | str, *, height: int = 900, tz: str | None = None
    ) -> Page:
        """`place` is a channel, "messages" or "home"; `tz` the zone of the browser's machine."""
        size: ViewportSize = {"width": 1380, "height": height}
        context = self._browser.new_context(viewport=size, timezone_id=tz)
        context.set_default_timeout(PATIENCE)
        context.on("request", self._on_request)
        context.on("console", lambda message: self._on_console(message.type, message.text))
        context.on("weberror", lambda failure: self.shouts.append(str(failure.error)))
        self._contexts.append(context)
        page = context.new_page()
        page.goto(self.address(person, place))
        return page

    def address(self, person: Person, place: Channel | str) -> str:
        name = place if isinstance(place, str) else place.id
        return f"{self._url}/as/{person.id}/{name}"

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _on_request(self, request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(self._url).netloc:
            self.asked_elsewhere.append(request.url)

    def _on_console(self, kind: str, text: str) -> None:
        self.shouts.append(f"{kind}: {text}")


def type_(page: Page, text: str) -> None:
    """Writes it into the message box and sends it."""
    field = page.get_by_label("Message or command")
    field.fill(text)
    page.get_by_role("button", name="Send").click()


def entries(page: Page) -> Locator:
    return page.locator("#entries article")


def modal(page: Page) -> Locator:
    return page.locator("#modal")


def messages_link(page: Page) -> Locator:
    """To the app's messages, at the left."""
    return page.locator("#places").get_by_role("link", name="Kringle").first

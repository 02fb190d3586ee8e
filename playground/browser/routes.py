"""The page's HTTP routes: HTML for a window, and JSON for its scripts."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, redirect, request, send_from_directory, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from playground.browser.desk import Desk
from playground.browser.templating import STATIC, rendered
from playground.errors import PlaygroundError

DAY = 24 * 3600
#: Nothing is loaded from anywhere else, and nothing of what people write can run.
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def browser_routes(desk: Desk) -> Blueprint:
    """Routes only; what is behind them is in `desk` and its acts."""
    routes = Blueprint("browser", __name__)

    @routes.get("/static/<int:changed>/<name>")
    def static(changed: int, name: str) -> Response:
        return send_from_directory(STATIC, name, max_age=DAY)

    @routes.get("/")
    @routes.get("/as/<user>")
    def somewhere(user: str = "") -> AnyResponse:
        first = desk.first_place(user)
        if first is None:
            return Response(rendered("empty.html"), headers=HEADERS)
        return redirect(url_for(".page", user=first[0], place=first[1]))

    @routes.get("/as/<user>/<place>")
    def page(user: str, place: str) -> AnyResponse:
        try:
            return Response(desk.page(user, place), headers=HEADERS)
        except PlaygroundError:  # an address of another run, or a channel that is not for everybody
            return redirect(url_for(".somewhere", user=user))

    @routes.post("/window/<what>")
    def carry_out(what: str) -> Response:
        known: dict[str, Callable[..., Any]] = {"refresh": desk.refresh, "earlier": desk.earlier}
        act = known.get(what) or (what[0] != "_" and getattr(desk.acts, what, None))
        if not act:
            return Response(status=404)
        return _told(act, request.get_json())

    @routes.post("/upload/<user>")
    def upload(user: str) -> Response:
        file = request.files["file"]
        content = file.read()
        return _told(desk.acts.upload, {"user": user, "name": file.filename, "content": content})

    @routes.get("/traffic/<int:n>")
    def traffic(n: int) -> Response:
        entry = desk.traffic_entry(n)
        if entry is None:
            words = "That was too long ago: the last thousand requests are kept."
            return Response(Markup("<p>{}</p>").format(words), headers=HEADERS)
        parts = {name: _pretty(entry[name]) for name in ("payload", "answer")}
        return Response(rendered("traffic_entry.html", entry=entry, **parts), headers=HEADERS)

    @routes.get("/files/<file_id>")
    def file(file_id: str) -> Response:
        found = desk.file(file_id)
        if found is None:
            return Response(status=404)
        answer = Response(found[1], headers=HEADERS, mimetype="application/octet-stream")
        answer.headers.set("Content-Disposition", "attachment", filename=found[0])
        return answer

    return routes


def _told(act: Callable[..., Any], args: dict[str, Any]) -> Response:
    """A refusal is an answer like others: a status of its own would only shout in the console."""
    try:
        answer = act(**args) or {}
    except PlaygroundError as error:
        answer = {"refused": _sentence(str(error))}
    return Response(json.dumps(answer), headers=HEADERS, mimetype="application/json")


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:] + ("" if words.endswith((".", "!", "?")) else ".")


def _pretty(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, indent=2, ensure_ascii=False)

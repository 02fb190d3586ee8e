"""The HTTP routes: Web API, response_urls and controls, as one Flask app."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from flask import Flask, Request, Response, jsonify, request

from playground import uploads
from playground.browser.desk import Desk
from playground.browser.routes import browser_routes
from playground.control import Controls
from playground.errors import Json, PlaygroundError
from playground.later import Later
from playground.webapi.answers import Answer, Ending
from playground.webapi.attachments import DOWNLOAD, download
from playground.webapi.dispatch import WebApi
from playground.webapi.response_urls import receive
from playground.wire import WIRE, Wire


def create_web(api: WebApi, controls: Controls, closings: Later, desk: Desk) -> Flask:
    """Routes only; the state is in the objects that are passed.

    `closings` closes the connections that are held.
    """
    web = Flask("playground", static_folder=None)
    # A page of elsewhere whose name leads here must not act as somebody.
    web.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost"]
    web.register_blueprint(browser_routes(desk))

    @web.before_request
    def refuse_other_pages() -> Response | None:
        """Nor may one that knows its address; it may only lead here. Bots say nothing of this."""
        elsewhere = request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site")
        is_link = request.headers.get("Sec-Fetch-Mode") == "navigate" and request.method == "GET"
        return Response(status=403) if elsewhere and not is_link else None

    @web.route("/api/<method>", methods=["GET", "POST"])
    def call_method(method: str) -> Response:
        args = _arguments(request)
        token = _token(request, args)
        return respond(api.answer(method, token, args))

    @web.post("/hooks/<kind>/<team_id>/<number>/<token>")
    def answer_interaction(kind: str, team_id: str, number: str, token: str) -> Response:
        body = request.get_json(force=True, silent=True)
        args = body if isinstance(body, dict) else {"body": body}
        url = api.workspace.response_urls.get(token)
        about = {"user": url.user_id, "channel": url.channel_id} if url else args
        carry_out = partial(receive, api.workspace, token, body)
        return respond(api.attempt("response_url", args, carry_out, about))

    @web.post("/upload/v1/<file_id>/<token>")
    def take_upload(file_id: str, token: str) -> Response:
        carry_out = partial(uploads.receive, api.workspace, file_id, token, request.get_data())
        return respond(api.attempt("upload", {"file": file_id}, carry_out))

    @web.get("/files-pri/<team_id>-<file_id>/download/<name>")
    def read_file(team_id: str, file_id: str, name: str) -> Response:
        token = _token(request, {})
        carry_out = partial(download, api.workspace, file_id, token)
        return respond(api.attempt(DOWNLOAD, {"file": file_id}, carry_out))

    @web.post("/playground/<operation>")
    def control(operation: str) -> Response:
        try:
            return jsonify({"result": controls.run(operation, request.get_json())})
        except PlaygroundError as error:
            return _with_status(jsonify({"error": str(error)}), 400)

    def respond(answer: Answer) -> Response:
        wire: Wire = request.environ[WIRE]
        if answer.hold:
            wire.hold(answer.hold, closings)
        elif answer.ending is Ending.RESET:
            wire.reset()
        elif answer.ending is Ending.CLOSE:
            wire.close()
        elif answer.ending is Ending.CUT:
            wire.close_after_answer()
        return _response(answer)

    return web


def _with_status(response: Response, status: int) -> Response:
    response.status_code = status
    return response


def _arguments(incoming: Request) -> Json:
    """Query, form and JSON arguments in one dictionary; structures in forms stay strings."""
    args: dict[str, Any] = incoming.args.to_dict()
    if incoming.is_json:
        body = json.loads(incoming.get_data() or b"{}")
        return args | (body if isinstance(body, dict) else {})
    return args | incoming.form.to_dict()


def _token(incoming: Request, args: Json) -> str:
    passed = args.pop("token", "")
    header = incoming.headers.get("Authorization", "")
    return header.removeprefix("Bearer ").strip() or str(passed)


def _response(answer: Answer) -> Response:
    if answer.page is not None:
        return Response(answer.page, answer.status, answer.headers, mimetype="text/html")
    if answer.data is not None:
        return Response(answer.data, answer.status, answer.headers, mimetype="binary/octet-stream")
    content = json.dumps(answer.body)
    response = Response(content, answer.status, answer.headers, mimetype="application/json")
    if answer.ending is Ending.CUT:
        response.response = [content[: len(content) // 2].encode()]  # the length stays
    return response

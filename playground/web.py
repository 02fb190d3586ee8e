"""The HTTP routes: Web API, response_urls and controls, as one Flask app."""

from __future__ import annotations

import json
import socket
from functools import partial
from typing import Any

from flask import Flask, Request, Response, jsonify, request

from playground.control import Controls
from playground.errors import Json, PlaygroundError
from playground.webapi.dispatch import Answer, WebApi
from playground.webapi.response_urls import receive

CONNECTION = "playground.connection"


def create_web(api: WebApi, controls: Controls) -> Flask:
    """Routes only; the state is in the objects that are passed."""
    web = Flask("playground")

    @web.route("/api/<method>", methods=["GET", "POST"])
    def call_method(method: str) -> Response:
        args = _arguments(request)
        token = _token(request, args)
        return _respond(api.answer(method, token, args))

    @web.post("/hooks/<kind>/<team_id>/<number>/<token>")
    def answer_interaction(kind: str, team_id: str, number: str, token: str) -> Response:
        body = request.get_json(force=True, silent=True)
        args = body if isinstance(body, dict) else {"body": body}
        url = api.workspace.response_urls.get(token)
        about = {"user": url.user_id, "channel": url.channel_id} if url else args
        carry_out = partial(receive, api.workspace, token, body)
        return _respond(api.attempt("response_url", args, carry_out, about))

    @web.post("/playground/<operation>")
    def control(operation: str) -> Response:
        try:
            return jsonify({"result": controls.run(operation, request.get_json())})
        except PlaygroundError as error:
            return _with_status(jsonify({"error": str(error)}), 400)

    return web


def _with_status(response: Response, status: int) -> Response:
    response.status_code = status
    return response


def _arguments(incoming: Request) -> Json:
    """Query, form and JSON arguments in one dictionary; structures in forms stay strings."""
    args: dict[str, Any] = {**incoming.args.to_dict(), **incoming.form.to_dict()}
    if incoming.is_json:
        body = json.loads(incoming.get_data() or b"{}")
        args |= body if isinstance(body, dict) else {}
    return args


def _token(incoming: Request, args: Json) -> str:
    passed = args.pop("token", "")
    header = incoming.headers.get("Authorization", "")
    return header.removeprefix("Bearer ").strip() or str(passed)


def _respond(answer: Answer) -> Response:
    if answer.hang_up:
        _hang_up(request.environ[CONNECTION])
    response = _with_status(jsonify(answer.body), answer.status)
    response.headers.extend(answer.headers)
    return response


def _hang_up(connection: socket.socket) -> None:
    """Nothing written after this reaches the caller."""
    connection.shutdown(socket.SHUT_RDWR)

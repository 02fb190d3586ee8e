"""What becomes of a call that a fault strikes."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus

from playground.errors import Json, PlaygroundError
from playground.faults import Fault
from playground.later import Later
from playground.webapi.answers import Answer, Ending

Effect = Callable[[], Answer]
PAGE = (
    "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n"
    "<center><h1>{title}</h1></center>\r\n</body>\r\n</html>\r\n"
)


def misbehave(fault: Fault, effect: Effect, later: Later) -> Answer:
    """The answer of a struck call; `effect` carries it out, now, later or not at all."""
    return BEHAVIOUR[fault.kind](fault, effect, later)


def _fail(fault: Fault, effect: Effect, later: Later) -> Answer:
    if fault.after:
        effect()
    body: Json = {"ok": False, "error": fault.error}
    status = fault.status or (503 if fault.html else 200)
    return Answer(body, status, page=_page(status) if fault.html else None)


def _rate_limit(fault: Fault, effect: Effect, later: Later) -> Answer:
    return Answer.ratelimited(fault.retry_after)


def _lose_reply(fault: Fault, effect: Effect, later: Later) -> Answer:
    answer = effect()
    answer.ending = _without_answer(fault)
    return answer


def _drop_request(fault: Fault, effect: Effect, later: Later) -> Answer:
    return Answer({"ok": False, "error": fault.kind}, ending=_without_answer(fault))


def _hang(fault: Fault, effect: Effect, later: Later) -> Answer:
    body = {"ok": False, "error": fault.kind}
    return Answer(body, ending=Ending.CLOSE, hold=fault.seconds)


def _late(fault: Fault, effect: Effect, later: Later) -> Answer:
    later.do(fault.seconds, effect)
    return Answer({}, ending=Ending.CLOSE, hold=fault.hold)


def _garble(fault: Fault, effect: Effect, later: Later) -> Answer:
    answer = effect()
    answer.status = 200
    if fault.how == "cut":
        answer.ending = Ending.CUT
    else:
        whole = json.dumps(answer.body)
        answer.page = {"html": _page(200), "half": whole[: len(whole) // 2], "empty": ""}[fault.how]
    return answer


def _without_answer(fault: Fault) -> Ending:
    return Ending.RESET if fault.reset else Ending.CLOSE


def _page(status: int) -> str:
    """What a proxy says on its own."""
    try:
        return PAGE.format(title=f"{status} {HTTPStatus(status).phrase}")
    except ValueError:
        raise PlaygroundError(f"{status} is no status of HTTP") from None


BEHAVIOUR = {
    "fail": _fail,
    "rate_limit": _rate_limit,
    "lose_reply": _lose_reply,
    "drop_request": _drop_request,
    "hang": _hang,
    "late": _late,
    "garble": _garble,
    "down": _fail,
}

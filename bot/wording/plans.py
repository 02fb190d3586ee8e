"""What is wrong with a field of the form that plans an exchange."""

from __future__ import annotations

from core.domain.errors import PlanField, PlanProblem
from core.domain.rules import MAX_BUDGET, MAX_MESSAGE, MAX_NAME

_PROBLEM = {
    PlanProblem.MISSING: "Please fill this in.",
    PlanProblem.TOO_LONG: "This is too long. Please shorten it.",
    PlanProblem.TOO_SOON: "This is in the past. Please choose a later time.",
    PlanProblem.TOO_FAR: "This is more than a year away. Please choose an earlier date.",
    PlanProblem.BEFORE_THE_DRAW: "This is before the draw. Please choose a later day.",
    PlanProblem.NOT_AN_AMOUNT: "Please give an amount such as 20 or 12.50.",
    PlanProblem.BOT_NOT_THERE: "I am not in this channel yet. Type /invite @Kringle there, "
    "then press Create again.",
    PlanProblem.ARCHIVED: "This channel is archived. Please choose another.",
    PlanProblem.NOT_A_CHANNEL: "Please choose a channel that you and I can both see.",
    PlanProblem.ANNOUNCED_ELSEWHERE: "The exchange has been made already, and is announced in the "
    "channel you chose first. Choose that one again, or cancel the exchange and start another.",
    PlanProblem.IN_ENVELOPES: "With sealed envelopes no message says who gives to whom, so it "
    "can't be posted either. Please choose one of the two.",
    PlanProblem.PROMISED_LATER: "People were told that it stays a secret for longer. Please choose "
    "a later moment.",
    PlanProblem.PROMISED_SECRET: "Names were drawn when nobody knew that it would be posted, so it "
    "can't be any more.",
    PlanProblem.NOT_KNOWN: "I don't know this one. Please choose another.",
}
_FIELD_PROBLEM = {
    (PlanField.NAME, PlanProblem.MISSING): "Please give your exchange a name.",
    (PlanField.NAME, PlanProblem.TOO_LONG): f"Please keep the name to {MAX_NAME} characters.",
    (PlanField.CHANNEL, PlanProblem.MISSING): "Please choose a channel to announce it in.",
    (PlanField.DRAW_AT, PlanProblem.MISSING): "Please choose when names are drawn.",
    (PlanField.DRAW_AT, PlanProblem.TOO_SOON): "This moment has passed. Please choose a later one.",
    (PlanField.DRAW_AT, PlanProblem.TOO_FAR): "Please choose a moment within the next year.",
    (PlanField.DRAW_AT, PlanProblem.NOT_KNOWN): "I don't know your time zone. Please set it in "
    "your Slack preferences, then open this form again.",
    (PlanField.EXCHANGE_ON, PlanProblem.BEFORE_THE_DRAW): "The exchange day can't be before the "
    "draw. Please choose a later day.",
    (PlanField.EXCHANGE_ON, PlanProblem.TOO_FAR): "Please choose a day within a year of the draw.",
    (PlanField.BUDGET_AMOUNT, PlanProblem.NOT_AN_AMOUNT): "Please give an amount above 0 and up to "
    f"{MAX_BUDGET}, with at most two decimals, such as 20 or 12.50.",
    (PlanField.BUDGET_CURRENCY, PlanProblem.MISSING): "Please choose the currency of the budget.",
    (PlanField.BUDGET_CURRENCY, PlanProblem.NOT_KNOWN): "I don't know this currency. "
    "Please choose one from the list.",
    (PlanField.REVEAL_AT, PlanProblem.MISSING): "Please choose when to reveal it, or give the "
    "exchange a day.",
    (PlanField.REVEAL_AT, PlanProblem.BEFORE_THE_DRAW): "Names are not drawn until after this. "
    "Please choose a later moment.",
    (PlanField.REVEAL_AT, PlanProblem.TOO_FAR): "Please choose a moment within two years of the "
    "draw.",
    (PlanField.REVEAL_AT, PlanProblem.TOO_SOON): "This moment has passed. Please choose a later "
    "one.",
    (PlanField.ENVELOPES, PlanProblem.IN_ENVELOPES): "People were told that the channel reads in "
    "the end who gave to whom, and with sealed envelopes no message says so. Under Reveal "
    "you can take that back first.",
    (PlanField.MESSAGE, PlanProblem.TOO_LONG): f"Please keep it to {MAX_MESSAGE} characters.",
}


def field_problem(field: PlanField, problem: PlanProblem) -> str:
    return _FIELD_PROBLEM.get((field, problem), _PROBLEM[problem])

"""What giver and recipient say of a gift."""

from __future__ import annotations

from slack_bolt import App

from bot import forms, ids
from bot.giveaways import giveaways
from bot.listeners.binding import bind
from bot.listeners.incoming import Incoming
from bot.views import gifts as views
from bot.views import matches
from bot.views.talk import mark
from core.domain.snapshots import GiftNews
from core.domain.types import GiftMark
from core.services.registry import Services


def ready(incoming: Incoming, services: Services) -> None:
    exchange_id, rescue_id = forms.read_gift(incoming.value)
    mark = GiftMark.READY
    news = services.gifts.mark(incoming.caller, exchange_id, mark, rescue_id)
    _show(incoming, services, news)


def given(incoming: Incoming, services: Services) -> None:
    exchange_id, rescue_id = forms.read_gift(incoming.value)
    mark = GiftMark.GIVEN
    news = services.gifts.mark(incoming.caller, exchange_id, mark, rescue_id)
    _show(incoming, services, news)


def take_back(incoming: Incoming, services: Services) -> None:
    exchange_id, rescue_id = forms.read_gift(incoming.value)
    news = services.gifts.take_back(incoming.caller, exchange_id, rescue_id)
    _show(incoming, services, news)


def _show(incoming: Incoming, services: Services, news: GiftNews) -> None:
    """Where the button stands, in Home and beneath a match that is shown; else as an answer."""
    if incoming.is_in_home:
        incoming.acknowledge()
        return
    if not incoming.is_in_modal:
        incoming.answer(views.noted(news))
        return
    caller, exchange_id = incoming.caller, news.exchange.exchange_id
    if news.rescue_id:
        match = services.rescues.show(caller, exchange_id, news.rescue_id)
    else:
        match = services.matches.show(caller, exchange_id)
    incoming.renew(lambda: matches.shown(match))


def open_thanks(incoming: Incoming, services: Services) -> None:
    exchange_id, note_id = forms.read_gift(incoming.value)
    exchange = services.gifts.thankable(incoming.caller, exchange_id, note_id=note_id)
    incoming.open(views.thanks_form(exchange, note_id))


def submit_thanks(incoming: Incoming, services: Services) -> None:
    """What may tell too much is shown once more before it is sent."""
    (exchange_id, note_id), text, previewed = forms.read_thanks(incoming.view)
    found = giveaways(text, incoming.profile().names) if text else ()
    if found and previewed != mark(text):
        exchange = services.gifts.thankable(incoming.caller, exchange_id, text, note_id)
        incoming.replace(views.thanks_form(exchange, note_id, text, found))
        return
    services.gifts.thank(incoming.caller, exchange_id, text, note_id)
    incoming.answer(views.thanked())


def open_nothing(incoming: Incoming, services: Services) -> None:
    exchange_id, note_id = forms.read_gift(incoming.value)
    complaint = services.gifts.missable(incoming.caller, exchange_id, note_id)
    incoming.open(views.nothing_form(complaint, note_id))


def submit_nothing(incoming: Incoming, services: Services) -> None:
    gift = str(forms.remembered(incoming.view).get("exchange"))
    complaint = services.gifts.miss(incoming.caller, *forms.read_gift(gift))
    incoming.answer(views.missed(complaint))


def register(app: App, services: Services) -> None:
    app.block_action(ids.GIFT_READY)(bind(ready, services))
    app.block_action(ids.GIFT_GIVEN)(bind(given, services))
    app.block_action(ids.GIFT_TAKE_BACK)(bind(take_back, services))
    app.block_action(ids.GIFT_CAME)(bind(open_thanks, services))
    app.view_submission(ids.THANKS_VIEW)(bind(submit_thanks, services))
    app.block_action(ids.GIFT_NOTHING)(bind(open_nothing, services))
    app.view_submission(ids.NOTHING_VIEW)(bind(submit_nothing, services))

"""Every view of a wishlist."""

from __future__ import annotations

from bot.views import wishlists
from core.domain.snapshots import Wishlist
from tests.unit.views import worlds
from tests.unit.views.catalogue.samples import Make, each_wishlist


def views() -> dict[str, Make]:
    made: dict[str, Make] = {
        "editor-empty": lambda: wishlists.editor(Wishlist(worlds.an_exchange())),
        "news": lambda: wishlists.news(worlds.an_exchange()),
        "news-overfull": lambda: wishlists.news(worlds.a_full_exchange()),
        "wish-new": lambda: wishlists.wish_form("ex_1", worlds.a_new_wish(), is_new=True),
        "wish-edit": lambda: wishlists.wish_form("ex_1", worlds.full_wishes("🎅")[0], is_new=False),
    }
    for name, wishlist in each_wishlist().items():
        made[f"editor-{name}"] = _editor(wishlist)
    return made


def _editor(wishlist: Wishlist) -> Make:
    return lambda: wishlists.editor(wishlist)

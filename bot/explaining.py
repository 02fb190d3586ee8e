"""Whether names can be drawn, and if not why not and what would help: with the people by name and
exact numbers. For organizers, who may see the exclusions."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.views.text import Line, people
from bot.wording import have_joined, so_few
from core.domain.rules import MIN_PEOPLE
from core.domain.snapshots import Drawability, Exclusion, Relaxation
from core.domain.types import ExclusionKind, UserId

#: More people than this are counted, and only some of them named.
MAX_NAMED = 6
NAMED_OF_MANY = 3
#: How many exclusions to remove a message lists.
MAX_LISTED = 5
#: Having so many possible recipients, or fewer, is worth a word, unless it concerns many.
FEW_RECIPIENTS = 3
MAX_WITH_FEW = 5
FEWER = "Remove some to keep it a secret: /santa exclude lists them."
CERTAIN = "Mind that whoever knows the exclusions can then tell some of the matches."
TOO_MUCH = "That is more than I can remove at once. Remove some first: /santa exclude lists them."


def drawability(state: Drawability) -> Line:
    """Whether names could be drawn now, and if not, why and who it is about."""
    if state.is_drawable:
        count = have_joined(state.joined_count)
        works = f"✔ Names can be drawn: {count}"
        if but := guessable(state):
            return (f"{works}. ", *but)
        return (f"{works}, and it works out for everybody.",)
    if state.is_too_few:
        return (f"Names can't be drawn yet: {so_few(state.joined_count)}.",)
    if state.private_count and not state.givers + state.recipients:
        return (f"Names can't be drawn: {_private(state)}",)
    return ("Names can't be drawn: ", *_why(state), ".")


def _private(state: Drawability) -> str:
    """Nobody is named: who has too few to draw would nearly tell whom they would rather not."""
    without = "1 of these" if state.private_count == 1 else f"{state.private_count} of these"
    return (
        "whom people would rather not draw themselves leaves no way. Only they know it. It would "
        f"work without {without} private exclusions."
    )


def private_as_well(state: Drawability) -> str:
    """What stands in the way beyond the exclusions that organizers see."""
    count = state.private_count
    what = "1 private exclusion" if count == 1 else f"{count} private exclusions"
    return f"Then {what} would still be in the way, which only whoever set {_it(count)} can remove."


def _it(count: int) -> str:
    return "it" if count == 1 else "them"


def guessable(state: Drawability) -> Line:
    """What keeps no secret is said before it is drawn."""
    if state.is_forced:
        one_way = "But the exclusions leave only one way, so whoever knows them knows who gives to"
        return (f"{one_way} whom. {FEWER}",)
    if state.forced:
        whom = _few_counted(state.forced, state.joined_count)
        draw = "draws" if len(state.forced) == 1 else "draw"
        return ("But whoever knows the exclusions can tell whom ", whom, f" {draw}. {FEWER}")
    if state.joined_count == MIN_PEOPLE:
        return (f"With {MIN_PEOPLE} people, though, everybody can guess who gives to whom.",)
    return ()


def meter(state: Drawability) -> list[Line]:
    """Whether names could be drawn, and who would be the next to be stuck."""
    lines = [drawability(state)]
    if scarcest := _scarcest(state):
        lines.append(scarcest)
    return lines


def _scarcest(state: Drawability) -> Line:
    """Who has the fewest possible recipients, where some have fewer than others may have. It
    follows from what organizers see; private exclusions are left out of it."""
    few = tuple(one for one in state.fewest if one not in state.forced)
    everybody = len(few) == state.joined_count
    if not state.is_drawable or not few or state.fewest_count >= state.joined_count - 1:
        return ()
    each = " may" if len(few) == 1 else " may each"
    who: Line = ("Everybody",) if everybody else (_few_counted(few, state.joined_count),)
    return (
        *who,
        f"{' may' if everybody else each} draw only {_persons(state.fewest_count)}",
        "." if everybody else ", the fewest of all.",
    )


def _persons(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def fewest(state: Drawability) -> Line:
    """Who has hardly a choice, where some have: nearly a secret less, and the next to be stuck.
    Who has no choice at all is named by `guessable`."""
    few = tuple(one for one in state.fewest if one not in state.forced)
    if not state.is_drawable or not few or len(few) > MAX_WITH_FEW:
        return ()
    count = state.fewest_count
    if count > FEW_RECIPIENTS or count >= state.joined_count - 1:
        return ()
    each = " may" if len(few) == 1 else " may each"
    return (people(few), f"{each} draw only {count} people, the fewest of all.")


def _why(state: Drawability) -> Line:
    are_givers = len(state.givers) > len(state.recipients)
    few = state.recipients if are_givers else state.givers
    many = state.confined or (state.givers if are_givers else state.recipients)
    if len(many) <= len(few):
        return ("the exclusions rule out every way",)
    if not few:
        return _with_nobody(many, state.joined_count, are_givers)
    apart = tuple(one for one in many if one not in few)
    if len(apart) > len(few) and len(apart) + len(few) == state.joined_count:
        return _apart(apart, len(few), state.joined_count)
    missing = len(many) - len(few)
    # Some of the few may be among the many; then it must not read as if people drew themselves.
    among = not set(few).isdisjoint(many)
    if are_givers:
        left_out = f", so at least {missing} of them would have nobody to draw"
        if among:
            return (
                _counted(many),
                " have only ",
                _counted(few),
                f" to draw between them{left_out}",
            )
        return (_counted(many), " may only draw ", _counted(few), left_out)
    left_out = f", so at least {missing} of them would get nothing"
    if among:
        return (_counted(many), " have only ", _counted(few), f" to draw them{left_out}")
    return (_counted(many), " may only be drawn by ", _counted(few), left_out)


def _with_nobody(many: Sequence[UserId], joined_count: int, are_givers: bool) -> Line:
    others = f"of the {joined_count - 1} others"
    if len(many) == joined_count:
        return (f"none of the {joined_count} people may draw another",)
    if len(many) == 1:
        name = people(many)
        return (
            (name, f" may not draw any {others}")
            if are_givers
            else (
                f"none {others} may draw ",
                name,
            )
        )
    return (_counted(many), " may not draw anybody" if are_givers else " may be drawn by nobody")


def _apart(many: Sequence[UserId], others: int, joined_count: int) -> Line:
    """Everybody else is outside, so that these may not draw one another: a group too large."""
    left_out = f"so at least {len(many) - others} of them would have nobody to draw"
    if len(many) > MAX_NAMED:
        return (_of_all(many, joined_count), f" may not draw one another, {left_out}")
    one_another = "each other" if len(many) == 2 else "one another"
    only = "only 1 other person takes" if others == 1 else f"only {others} others take"
    return (people(many), f" may not draw {one_another}, and {only} part, {left_out}")


def _counted(user_ids: Sequence[UserId], more: str = "") -> Line:
    if len(user_ids) <= MAX_NAMED:
        return people(user_ids)
    return (f"{len(user_ids)} people (", people(user_ids, NAMED_OF_MANY), f"{more})")


def _few_counted(user_ids: Sequence[UserId], joined_count: int) -> Line:
    if len(user_ids) <= NAMED_OF_MANY:
        return people(user_ids)
    return _of_all(user_ids, joined_count)


def _of_all(user_ids: Sequence[UserId], joined_count: int) -> Line:
    some = people(user_ids, NAMED_OF_MANY)
    return (f"{len(user_ids)} of the {joined_count} people (", some, ")")


def relaxation(relax: Relaxation) -> tuple[str, list[Line]]:
    """What it would work without: a sentence, and the exclusions after it."""
    distinct = to_read(relax)
    lines = [exclusion(one, relax.absent) for one in distinct[:MAX_LISTED]]
    if more := len(distinct) - len(lines):
        lines.append((f"… and {more} more",))
    if len(distinct) == 1:
        return "It would work without this exclusion:", lines
    fewer = "" if relax.is_smallest else "; fewer may be enough"
    return f"It would work without these {len(distinct)} exclusions{fewer}:", lines


def to_read(relax: Relaxation) -> list[Exclusion]:
    """Each once, though several people may have set it."""
    return list({_said(one): one for one in reversed(relax.exclusions)}.values())[::-1]


def _said(one: Exclusion) -> tuple[bool, tuple[UserId, ...]]:
    """The same for two that read the same, set by two people."""
    is_one_way = one.kind == ExclusionKind.ONE_WAY
    return is_one_way, one.people if is_one_way else tuple(sorted(one.people))


def exclusion(one: Exclusion, absent: Collection[UserId] = ()) -> Line:
    """`absent` have not joined: where people are counted, it says how many of them have."""
    if one.kind == ExclusionKind.ONE_WAY:
        giver, recipient = one.people
        return (people((giver,)), " does not draw ", people((recipient,)), ".")
    others = "each other" if len(one.people) == 2 else "one another"
    joined = len([user_id for user_id in one.people if user_id not in absent])
    some = f"; {joined} of them have joined" if joined < len(one.people) else ""
    return (_counted(one.people, some), f" do not draw {others}.")

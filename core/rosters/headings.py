"""Finding the columns that matter, by their headings or by what is in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from core.domain.errors import FileProblem, FileRefused
from core.rosters.addresses import address_of, several
from core.rosters.cells import Line

#: Titles and notes may stand above the headings, so many rows of them.
LOOKED_AT = 20


class Meaning(Enum):
    """What a heading says of its column. The first three are for addresses, the surest first."""

    ADDRESS = auto()
    SOME_EMAIL = auto()
    PERSON = auto()
    TEAM = auto()
    EXCLUSIONS = auto()
    NAME = auto()


@dataclass(frozen=True)
class Columns:
    """Where things stand, by position. Each row gives an address in one of `addresses`, and `start`
    is the position of the first row below the headings."""

    start: int
    addresses: tuple[int, ...]
    team: int | None
    exclusions: tuple[int, ...]


def _set(words: str) -> frozenset[str]:
    return frozenset(word.strip() for word in words.split(","))


# Without accents, in lower case, as `_plain` makes them.
_ADDRESS = _set(
    "email, mail, email address, mail address, email id, work email, business email, company email,"
    " slack id, slack user id, slack userid, slack member id, user id, userid, member id, memberid,"
    " email adresse, emailadresse, mailadresse, mail adresse, benutzer id, mitglieds id,"
    " adresse email, adresse mail, courriel, adresse courriel, adresse electronique, id slack,"
    " identifiant slack, id utilisateur, id membre, correo, correo electronico,"
    " direccion de correo, direccion de correo electronico, id de slack, id de usuario,"
    " id de miembro"
)
_MAIL = _set("email, emails, mail, emailadresse, mailadresse, courriel, correo")
_PERSON = _set(
    "user, users, member, members, person, people, participant, participants, giver, slack,"
    " slack user, slack member, benutzer, mitglied, person, teilnehmer, teilnehmerin, utilisateur,"
    " utilisatrice, membre, personne, participante, usuario, usuaria, miembro, persona"
)
_TEAM = _set(
    "team, team name, teams, department, department name, dept, group, group name, squad, division,"
    " abteilung, gruppe, bereich, equipe, service, departement, groupe, equipo, departamento, grupo"
)
_NAME = _set(
    "name, names, full name, fullname, first name, last name, surname, username, user name,"
    " display name, displayname, vorname, nachname, nom, prenom, nombre, apellido, apellidos"
)
#: How a heading for exclusions begins, or the words that it has: one of each pair.
_EXCLUDING = ("exclu", "except", "excepto", "avoid", "ausschl", "ausgeschl", "ausser", "sauf")
_NOT = (
    (_set("not, t, never, cannot"), _set("draw, draws, get, gets, give, gives, gift, must")),
    (_set("nicht"), _set("nicht")),
    (_set("ne, n, jamais"), _set("pas, jamais")),
    (_set("no, nunca"), _set("debe, puede, saca, sacar, regala, regalar, toca")),
)


def columns_of(lines: Sequence[Line]) -> Columns:
    """Where things stand in this file. Raises `FileRefused` where nothing is an address, and where
    several columns might be the ones to invite."""
    heading = _heading(lines)
    start = 0 if heading is None else heading + 1
    below = lines[start:]
    meanings = {} if heading is None else _meanings(lines[heading])
    said = [column for column, what in meanings.items() if what == Meaning.EXCLUSIONS]
    teams = [column for column, what in meanings.items() if what == Meaning.TEAM]
    others = {*said, *teams}
    addresses = _called(meanings, below) or _holding_addresses(below, others)
    return Columns(start, addresses, teams[0] if teams else None, tuple(said))


def meaning_of(heading: str) -> Meaning | None:
    text = _plain(heading)
    words = set(text.split())
    if text == "not" or text.startswith(_EXCLUDING):
        return Meaning.EXCLUSIONS
    if any(no & words and verb & words for no, verb in _NOT):
        return Meaning.EXCLUSIONS
    for named, meaning in (
        (_ADDRESS, Meaning.ADDRESS),
        (_TEAM, Meaning.TEAM),
        (_NAME, Meaning.NAME),
        (_PERSON, Meaning.PERSON),
    ):
        if text in named:
            return meaning
    return Meaning.SOME_EMAIL if _MAIL & words else None


def _plain(heading: str) -> str:
    """In small letters, without accents, marks and a number at the end: `E-Mail *` is `email`."""
    parts = unicodedata.normalize("NFKD", heading[:100].casefold())
    letters = "".join(part for part in parts if not unicodedata.combining(part))
    words = re.sub(r"[\W_]+", " ", letters).strip()
    return re.sub(r"\be mail", "email", re.sub(r" ?\d+$", "", words))


def _meanings(line: Line) -> dict[int, Meaning]:
    found = {column: meaning_of(cell) for column, cell in enumerate(line.cells) if cell}
    return {column: meaning for column, meaning in found.items() if meaning}


def _heading(lines: Sequence[Line]) -> int | None:
    """The position of the row of headings: above all addresses, and the first that speaks of them,
    or else of anything."""
    some = None
    for position, line in enumerate(lines[:LOOKED_AT]):
        if any(map(address_of, line.cells)):
            break
        meanings = set(_meanings(line).values())
        if meanings & {Meaning.ADDRESS, Meaning.SOME_EMAIL, Meaning.PERSON}:
            return position
        if meanings and some is None:
            some = position
    return some


def _called(meanings: dict[int, Meaning], lines: Sequence[Line]) -> tuple[int, ...]:
    """The columns that are called so. An e-mail address and a Slack id may both be given; of those
    that are less sure, only one is meant."""
    for meaning in (Meaning.ADDRESS, Meaning.SOME_EMAIL, Meaning.PERSON):
        columns = [column for column, what in meanings.items() if what == meaning]
        if meaning == Meaning.ADDRESS and columns:
            return tuple(columns)
        # A column of users may hold their names, and another one the e-mail addresses.
        held = [column for column in columns if _counts(lines, column, address_of)[0]]
        if held:
            return (held[0],)
    return ()


def _holding_addresses(lines: Sequence[Line], others: Iterable[int]) -> tuple[int, ...]:
    """The one column with addresses in it. If there are several, the one that mostly has some."""
    width = max((len(line.cells) for line in lines), default=0)
    counts = {
        column: _counts(lines, column, _lists_addresses)
        for column in range(width)
        if column not in set(others)
    }
    holding = [column for column, (good, _) in counts.items() if good]
    if len(holding) > 1:
        holding = [column for column in holding if 2 * counts[column][0] >= counts[column][1]]
    if not holding:
        raise FileRefused(FileProblem.NO_ADDRESSES)
    if len(holding) > 1:
        raise FileRefused(FileProblem.SEVERAL_COLUMNS)
    return (holding[0],)


def _counts(lines: Sequence[Line], column: int, is_one: Callable[[str], object]) -> tuple[int, int]:
    """How many cells of a column are such ones, and how many there are."""
    cells = [line.cells[column] for line in lines if column < len(line.cells)]
    return sum(1 for cell in cells if cell and is_one(cell)), sum(map(bool, cells))


def _lists_addresses(cell: str) -> bool:
    """Also somebody's exclusions, so that they are not taken for those to invite."""
    return any(map(address_of, several(cell)))

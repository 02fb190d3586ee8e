"""Which column is for what: by its heading, or by what is in it."""

from __future__ import annotations

import pytest

from core.domain.errors import FileProblem, FileRefused
from core.rosters.cells import Line
from core.rosters.headings import Columns, Meaning, columns_of, meaning_of

M = Meaning

HEADINGS = {
    M.ADDRESS: "E-mail|email|E-Mail *|EMAIL ADDRESS|Mail|e_mail|Email 2|Work e-mail|Slack ID|"
    "User ID|userid|Member ID|E-Mail-Adresse|Emailadresse|Adresse e-mail|Courriel|"
    "Adresse électronique|Correo electrónico|Dirección de correo",
    M.SOME_EMAIL: "E-mail (private)|Their e-mail|Geschäftliche E-Mail|Correo del trabajo",
    M.PERSON: "User|Member|People|Teilnehmerin|Utilisateur|Membre|Usuario|Miembro|Giver",
    M.TEAM: "Team|Department|Group|Dept.|Abteilung|Gruppe|Équipe|Service|Département|Groupe|Equipo|"
    "Departamento|Grupo|Team name",
    M.EXCLUSIONS: "Exclude|Exclusions|Excluded|Exclude 2|Exclude (e-mail)|not|Must not draw|"
    "Mustn't draw|Can’t draw|Does not give to|Should not get|Who must they not draw?|Never draw|"
    "Except|Avoid|Darf nicht ziehen|Nicht ziehen|Ausschlüsse|Ausgeschlossen|Außer|"
    "Ne doit pas tirer|Sauf|Exclure|Excluir|Exclusiones|No debe sacar a",
    M.NAME: "Name|Full name|First Name|User name|Nachname|Prénom|Nombre",
}
MEANINGS = [(text, meaning) for meaning, texts in HEADINGS.items() for text in texts.split("|")]


@pytest.mark.parametrize(("heading", "meaning"), MEANINGS)
def test_headings_are_understood_in_several_languages(heading: str, meaning: Meaning) -> None:
    assert meaning_of(heading) == meaning


@pytest.mark.parametrize("heading", ["No.", "Notes", "#", "Phone", "T-shirt", "Nota", "", "-", "n"])
def test_other_headings_mean_nothing_here(heading: str) -> None:
    assert meaning_of(heading) is None


def table(text: str) -> list[Line]:
    """One row a line, cells separated by bars."""
    rows = [tuple(cell.strip() for cell in row.split("|")) for row in text.strip().splitlines()]
    return [Line(number, cells) for number, cells in enumerate(rows, 1)]


FOUND = {
    "all of it": (
        "Name | E-mail | Team | Exclude\nAna | a@b.cd | Red | c@d.ef",
        Columns(1, (1,), 2, (3,)),
    ),
    "the order does not matter": (
        "Exclude 1 | Department | Exclude 2 | mail\nx | y | z | a@b.cd",
        Columns(1, (3,), 1, (0, 2)),
    ),
    "Slack's own list of members": (
        "username | email | status | userid | fullname\nana | a@b.cd | Member | U0ANA1 | Ana",
        Columns(1, (1, 3), None, ()),
    ),
    "the manager's address is another's": (
        "E-mail | Manager e-mail\na@b.cd | c@d.ef",
        Columns(1, (0,), None, ()),
    ),
    "an unusual heading": ("Contact (e-mail)\na@b.cd", Columns(1, (0,), None, ())),
    "users by address": ("User | Team\na@b.cd | Red", Columns(1, (0,), 1, ())),
    "users by name": ("User | Contact\nAna | a@b.cd", Columns(1, (1,), None, ())),
    "a title above": (
        "Team lunch list |\nE-mail | Team\na@b.cd | Red",
        Columns(2, (0,), 1, ()),
    ),
    "a word of ours above": ("Team\n | \nE-mail | Team\na@b.cd | Red", Columns(3, (0,), 1, ())),
    "no heading": ("Ana | a@b.cd\nBen | nonsense", Columns(0, (1,), None, ())),
    "no heading, ids": ("U0ANA1\nW0BEN2", Columns(0, (0,), None, ())),
    "a heading for all but the people": (
        "Name | Contact | Team\nAna | a@b.cd | Red",
        Columns(1, (1,), 2, ()),
    ),
    "a note with an address in it": (
        "a@b.cd | x\nc@d.ef | e@f.gh\ni@j.kl | y\nm@n.op | z",
        Columns(0, (0,), None, ()),
    ),
    "a wrong first row is no heading": ("ana.b.cd\nc@d.ef", Columns(0, (0,), None, ())),
    "a heading and only wrong rows": ("E-mail\nana\nben", Columns(1, (0,), None, ())),
    "a role called member is no heading": ("a@b.cd | Member", Columns(0, (0,), None, ())),
    "exclusions are not the people": (
        "Name | Not\na@b.cd | c@d.ef\ng@h.ij | k@l.mn",
        Columns(1, (0,), None, (1,)),
    ),
}


@pytest.mark.parametrize(("text", "columns"), FOUND.values(), ids=FOUND.keys())
def test_the_columns_are_found(text: str, columns: Columns) -> None:
    assert columns_of(table(text)) == columns


REFUSED = {
    "names only": ("Name\nAna\nBen", FileProblem.NO_ADDRESSES),
    "anything": ("one | two\nthree | four", FileProblem.NO_ADDRESSES),
    "everybody in one row": ("a@b.cd | c@d.ef | g@h.ij", FileProblem.SEVERAL_COLUMNS),
    "exclusions without a heading": (
        "a@b.cd | c@d.ef\nc@d.ef | a@b.cd; g@h.ij",
        FileProblem.SEVERAL_COLUMNS,
    ),
}


@pytest.mark.parametrize(("text", "problem"), REFUSED.values(), ids=REFUSED.keys())
def test_where_nobody_can_tell_it_is_said(text: str, problem: FileProblem) -> None:
    with pytest.raises(FileRefused) as caught:
        columns_of(table(text))

    assert caught.value.problem == problem

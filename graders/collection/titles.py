"""What the columns of a class list are called, in English and in the languages in which Moodle hands one out.

Moodle writes the headers of its worksheets in the language of whoever downloads them, and so the word before each
participant's number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

COLUMNS = {
    "name": {
        *("name", "full name", "fullname", "student", "student name", "display name", "姓名", "全名", "الاسم"),
        *("vollständiger name", "nom complet", "nombre completo", "nome completo", "volledige naam"),
        *("nombre apellido s", "imię i nazwisko", "полное имя", "фамилия и имя", "氏名", "フルネーム", "성명", "이름"),
        *("الاسم الكامل", "fullständigt namn", "fulde navn", "koko nimi", "ad soyad", "tam adı"),
    },
    "first": {
        *("first name", "firstname", "given name", "given names", "forename", "名", "vorname", "prénom"),
        *("nombre", "nombre de pila", "nombre s"),
    },
    "last": {
        *("last name", "lastname", "surname", "family name", "姓", "nachname", "familienname", "nom", "nom de famille"),
        *("apellido", "apellidos", "apellido s"),
    },
    "id": {"id", "user id", "userid"},
    "canvas": {"canvas id", "canvas user id", "canvas"},
    "moodle": {"moodle", "moodle id", "identifier", "participant", "participant id", "participant number"},
    "sid": {
        *("sid", "sis id", "sis user id", "student id", "student number", "student no", "id number", "idnumber"),
        *("number", "matriculation number", "matrikelnummer", "matrikelnr", "id nummer", "学号", "id号", "编号"),
        *("numéro d identification", "numéro étudiant", "numéro d étudiant", "número de id", "número id"),
        *("número de identificación", "matrícula", "número de identificação", "codice identificativo", "idナンバー"),
        *("індивідуальний номер", "индивидуальный номер", "رقم التعريف"),
    },
    "login": {
        *("login", "login id", "sis login id", "username", "user name", "user", "netid", "net id", "account"),
        *("anmeldename", "benutzername", "nom d utilisateur", "identifiant de connexion", "nombre de usuario"),
        *("usuario", "用户名", "nome utente", "nome de usuário", "gebruikersnaam"),
    },
    "email": {
        *("email", "e mail", "email address", "e mail address", "mail", "邮箱", "e mail adresse", "email adresse"),
        *("adresse de courriel", "courriel", "adresse e mail", "adresse email", "adresse électronique"),
        *("dirección de correo", "dirección de correo electrónico", "correo electrónico", "correo", "dirección email"),
        *("电子邮件", "电子邮件地址", "邮箱地址", "电子邮箱", "email地址", "indirizzo email", "endereço de email"),
        *("e mailadres", "адрес электронной почты", "メールアドレス", "이메일 주소", "عنوان البريد الإلكتروني"),
    },
    "group": {"group", "group name", "team", "team name", "gruppe", "groupe", "grupo", "小组"},
}
"""What the columns are called, as ``folded`` has it. "id" is whatever the platform counts by."""

PARTICIPANT = re.compile(r"(?P<word>[^\d\s](?:[^\d]*[^\d\s])?)(?P<space>\s*)[0-9]+")

WORD_LENGTH = 9
"""So long is a word before a number, without a space, that it is no student number or login such as "s1234567"."""

NEARLY_ALL = 0.9


def kind(title: str) -> str | None:
    """What a column of this title tells of a student: a key of ``COLUMNS``; None where it is none of them."""
    known = folded(title)
    return next((what for what, titles in COLUMNS.items() if known in titles), None)


def folded(title: str) -> str:
    """A title in small letters, with single spaces instead of signs."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", title).casefold()))


def participants(cells: Sequence[str]) -> bool:
    """Whether nearly all cells of a column are one word, and a number of each: "Teilnehmer/in 2001"."""
    found = [match for cell in cells if (match := PARTICIPANT.fullmatch(cell.strip()))]
    words = {match["word"] for match in found}
    if not found or len(words) > 1 or len(found) < NEARLY_ALL * len(cells):
        return False
    (word,) = words
    alone = bool(found[0]["space"]) or len(word) >= WORD_LENGTH or not word.isascii()
    return alone and len({match[0] for match in found}) == len(found)


def addresses(cells: Sequence[str]) -> bool:
    """Whether nearly all cells of a column that are not empty are addresses of e-mail."""
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and sum("@" in cell for cell in filled) >= NEARLY_ALL * len(filled)

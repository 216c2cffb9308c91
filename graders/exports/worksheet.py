"""Which column of a Moodle grading worksheet is which, in whatever language it was downloaded.

Moodle (``mod/assign/gradingtable.php``) puts what tells the students first, then the grade, right behind it the highest
grade, then whether it can be changed, and after that the dates and the feedback. So the grade is known by the numbers
in its column and in the next; the titles only say more.
"""

from __future__ import annotations

from collections.abc import Sequence

from graders.collection.titles import folded, kind
from graders.errors import UsageError
from graders.exports import sheet as sheets
from graders.exports.sheet import Sheet

COMMENTS = "Feedback comments"
CHANGEABLE = "Grade can be changed"

NOT_GRADES = {
    "status": {"status", "statut", "estado", "estatus", "状态", "stato", "статус", "الحالة"},
    "highest grade": {
        *("maximum grade", "bestwertung", "maximale bewertung", "note maximale", "calificación máxima"),
        *("最高分", "最高成绩", "最大成绩", "punteggio massimo", "nota máxima", "maximumcijfer", "максимальная оценка"),
    },
    "lock": {
        *("grade can be changed", "bewertung kann geändert werden", "la note peut être modifiée"),
        *("la calificación puede ser cambiada", "la calificación puede cambiarse", "成绩可以更改", "成绩可更改"),
    },
    "date": {
        *("last modified submission", "last modified grade", "zuletzt geändert abgabe", "zuletzt geändert bewertung"),
        *("dernière modification travail remis", "dernière modification note", "最后修改 提交", "最后修改 成绩"),
        *("última modificación entrega", "última modificación envío", "última modificación calificación"),
    },
    "online text": {"online text", "texteingabe online", "texte en ligne", "texto en línea", "在线文本"},
    "comments": {
        *("feedback comments", "feedback als kommentar", "feedback par commentaires", "commentaires de feedback"),
        *("comentarios de retroalimentación", "反馈评论", "评语反馈"),
    },
}

YES = {
    "yes",
    "ja",
    "oui",
    "sí",
    "si",
    "sì",
    "sim",
    "是",
    "是的",
    "はい",
    "예",
    "да",
    "так",
    "نعم",
    "tak",
    "evet",
    "kyllä",
}
NO = {
    "no",
    "nein",
    "non",
    "否",
    "不",
    "não",
    "nee",
    "nej",
    "nei",
    "いいえ",
    "아니오",
    "아니요",
    "нет",
    "ні",
    "لا",
    "nie",
}
NO |= {"hayır", "ei", "ne", "nu", "không", "όχι"}

SCALED = frozenset(("Grade", "Scale"))


def grades(sheet: Sheet, asked: str | None, name: str) -> int:
    """Where the grades stand. Raises UsageError where that can't be told, or what was ``asked`` holds others."""
    header = sheet.header
    places = _places_of_grades(sheet)
    if asked is not None:
        return _named(sheet, asked, places, "grades", name)
    if set(header) >= SCALED:
        raise UsageError(
            f"{name} is of an assignment that is graded by a scale; choose points in its settings on Moodle"
        )
    if header.count("Grade") == 1:
        return header.index("Grade")
    alike = [place for place in places if len(set(_cells(sheet, place + 1))) == 1 and _highest(sheet, place + 1)]
    if len(alike) == 1:
        return alike[0]
    raise UsageError(
        f"it can't be told where {name} has its grades; say with --column which it is: {_shown(header, places)}"
    )


def comments(sheet: Sheet, asked: str | None, grade: int, name: str) -> int | None:
    """Where the feedback stands, None for nowhere; ``grade`` is the column of the grades. Raises UsageError."""
    if asked is None:
        return sheet.header.index(COMMENTS) if COMMENTS in sheet.header else None
    return _named(sheet, asked, _places_of_comments(sheet, grade), "comments", name)


def lock(sheet: Sheet, grade: int) -> int | None:
    """Where it says whether a grade can be changed: by its title, else by a yes or no in each row; None for nowhere."""
    if CHANGEABLE in sheet.header:
        return sheet.header.index(CHANGEABLE)
    words = [{cell.casefold() for cell in _cells(sheet, place)} - {""} for place in range(len(sheet.header))]
    return next((i for i, said in enumerate(words) if i > grade and said and said <= YES | NO), None)


def locked(cell: str) -> bool:
    """Whether a cell of that column says that the grade can't be changed."""
    return cell.casefold() in NO


def _places_of_grades(sheet: Sheet) -> list[int]:
    """The columns that may hold grades; those with a highest grade behind them, if there are any."""
    fitting = [
        place
        for place, title in enumerate(sheet.header)
        if place and kind(title) is None and _other(title) is None and all(map(_gradelike, _cells(sheet, place)))
    ]
    return [place for place in fitting if _highest(sheet, place + 1)] or fitting


def _places_of_comments(sheet: Sheet, grade: int) -> list[int]:
    """The columns that are called as Moodle calls comments, or that stand behind the grades and are nothing else."""
    marks = {grade, grade + 1 if _highest(sheet, grade + 1) else grade, lock(sheet, grade)}
    return [
        place
        for place, title in enumerate(sheet.header)
        if place > grade
        and place not in marks
        and (_other(title) == "comments" or (_other(title) is None and kind(title) is None))
        and (_other(title) == "comments" or "-" not in _cells(sheet, place))
    ]


def _named(sheet: Sheet, asked: str, fitting: Sequence[int], what: str, name: str) -> int:
    """The column of the title that was ``asked`` for, where it is one of the ``fitting``."""
    header = sheet.header
    places = [i for i, title in enumerate(header) if title.casefold() == asked.strip().casefold()]
    if len(places) != 1:
        shown = _shown(header, range(len(header)))
        raise UsageError(f"{name} has {'no' if not places else len(places)} columns “{asked}”; it has {shown}")
    if places[0] not in fitting:
        one = "the column that would do is" if len(fitting) == 1 else "columns that would do are"
        would = f"{one} {_shown(header, fitting)}" if fitting else "no column of it would do"
        raise UsageError(f"the column “{header[places[0]]}” of {name} is not one for {what}; {would}")
    return places[0]


def _shown(header: Sequence[str], places: Sequence[int]) -> str:
    return ", ".join(f"“{header[place]}”" for place in places) or "none would do"


def _other(title: str) -> str | None:
    known = folded(title)
    return next((what for what, titles in NOT_GRADES.items() if known in titles), None)


def _cells(sheet: Sheet, place: int) -> list[str]:
    return [sheet.value(row, place) for row in range(1, len(sheet.rows))]


def _gradelike(cell: str) -> bool:
    return cell in ("", "-", "–") or sheets.NUMBER.fullmatch(cell) is not None


def _highest(sheet: Sheet, place: int) -> bool:
    """Whether a column has a number over 0 in each row, as that of the highest grade has."""
    cells = _cells(sheet, place)
    return bool(cells) and all(sheets.NUMBER.fullmatch(cell) and float(cell.replace(",", ".")) > 0 for cell in cells)

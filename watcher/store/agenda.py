"""The agenda: which questions are due.

A recurring look has no asker; a one-shot look has one, and ends when it is answered.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from watcher.events import Look
from watcher.store.store import Transaction
from watcher.store.tables import agenda, beatmap

NEVER = 2**62
"""The due time of a look that is done for good but must not be planned again."""
ONCE = "0"
"""The pace of a look that is planned once."""

_KEY = (
    (agenda.c.question == bindparam("b_question"))
    & (agenda.c.subject == bindparam("b_subject"))
    & (agenda.c.asker == bindparam("b_asker"))
)
_INSERT = insert(agenda)
_ADD = _INSERT.on_conflict_do_update(
    index_elements=["question", "subject", "asker"],
    set_={"due": func.min(agenda.c.due, _INSERT.excluded.due)},
)
_PLAN = _INSERT.on_conflict_do_update(
    index_elements=["question", "subject", "asker"],
    set_={
        # What comes after @ was learnt: it is kept as long as the plan before it stays the same.
        "pace": case(
            (agenda.c.pace.startswith(_INSERT.excluded.pace + "@"), agenda.c.pace), else_=_INSERT.excluded.pace
        ),
        # What was asked once and is done comes back when it is wanted regularly, as on another API generation.
        "due": case(
            ((agenda.c.pace == ONCE) & (_INSERT.excluded.pace != ONCE), _INSERT.excluded.due), else_=agenda.c.due
        ),
    },
)
_MOVE = update(agenda).where(_KEY, agenda.c.due == bindparam("b_due")).values(due=bindparam("next"))
_NOTE = (
    update(agenda).where(_KEY).values(bookmark=bindparam("mark"), misses=bindparam("count"), pace=bindparam("known"))
)
_REGULAR = select(agenda).where(
    agenda.c.question == bindparam("question"),
    agenda.c.subject.in_(bindparam("subjects", expanding=True)),
    agenda.c.asker == "",
)
_HASTEN = update(agenda).where(_KEY).values(due=func.min(agenda.c.due, bindparam("next")), pace=bindparam("known"))
_SOONER = update(agenda).where(_KEY, agenda.c.due < NEVER).values(due=func.min(agenda.c.due, bindparam("next")))
_LEAVE = update(agenda).where(agenda.c.subject == bindparam("b_subject"), agenda.c.asker == "").values(due=NEVER)
_DONE = delete(agenda).where(_KEY, agenda.c.due == bindparam("b_due"))
_DUE = (
    select(agenda)
    .where(agenda.c.due <= bindparam("now"))
    .order_by(agenda.c.due, agenda.c.question, agenda.c.subject, agenda.c.asker)
    .limit(bindparam("most"))
)
_DUE_OF = _DUE.where(agenda.c.question == bindparam("question"))


class Due(NamedTuple):
    """A row of the agenda as it was when it was taken up."""

    question: str
    subject: str
    asker: str
    due: int
    bookmark: str
    pace: str
    misses: int

    @property
    def key(self) -> tuple[str, str, str]:
        """What names the row."""
        return (self.question, self.subject, self.asker)


def due(tx: Transaction, now: int, most: int, first: Sequence[str] = ()) -> list[Due]:
    """The looks that are due: the questions named in `first`, in that order, then the longest waiting.

    At most `most` of each, so that 100 000 profiles that are due don't hide one match.
    """
    found: dict[tuple[str, str, str], Due] = {}
    for question in first:
        rows = tx.execute(_DUE_OF, {"now": now, "most": most, "question": question})
        found |= {row.key: row for row in (Due(*each) for each in rows)}
    rest = (Due(*each) for each in tx.execute(_DUE, {"now": now, "most": most}))
    return [*found.values(), *(row for row in rest if row.key not in found)]


def next_due(tx: Transaction) -> int | None:
    """When the next look is due; None when nothing ever is."""
    found: int | None = tx.scalar(select(func.min(agenda.c.due)).where(agenda.c.due < NEVER))
    return found


def firsts(tx: Transaction) -> tuple[int, int]:
    """How many of the looks that are made once are done, and how many there are."""
    once = (agenda.c.pace == ONCE) & (agenda.c.asker == "")
    rows = tx.execute(select(func.count().filter(agenda.c.due == NEVER), func.count()).where(once))
    done, of = rows.one()
    return done, of


def overdue(tx: Transaction, now: int) -> dict[str, int]:
    """Question → for how many ms the longest waiting look of it is overdue; 0 for none."""
    rows = tx.execute(select(agenda.c.question, func.min(agenda.c.due)).group_by(agenda.c.question))
    return {question: max(0, now - due) for question, due in rows}


def add(tx: Transaction, looks: Iterable[Look]) -> None:
    """Put looks on the agenda; of one that is already there, the nearer due counts.

    A question about a map that the store knows already is dropped.
    """
    wanted = list(looks)
    known = _known_maps(tx, {look.subject for look in wanted if look.question == "beatmap"})
    if rows := [_values(look) for look in wanted if look.subject not in known]:
        tx.execute(_ADD, rows)


def plan(tx: Transaction, planned: Mapping[tuple[str, str], tuple[int, str]]) -> None:
    """Make the recurring looks these: (question, subject) → (first due, pace). Those that are there keep their due."""
    here = {
        (row.question, row.subject)
        for row in tx.execute(select(agenda.c.question, agenda.c.subject).where(agenda.c.asker == ""))
    }
    for question, subject in here - planned.keys():
        tx.execute(
            delete(agenda).where(agenda.c.question == question, agenda.c.subject == subject, agenda.c.asker == "")
        )
    rows = [
        _values(Look(question=question, subject=subject, due=first)) | {"pace": pace}
        for (question, subject), (first, pace) in planned.items()
    ]
    if rows:
        tx.execute(_PLAN, rows)


def shift(tx: Transaction, by: int) -> None:
    """The wall clock was set by so many ms: what was due in a minute is still due in a minute."""
    tx.execute(update(agenda).where(agenda.c.due < NEVER).values(due=agenda.c.due + by))


def regular(tx: Transaction, question: str, subjects: Iterable[str]) -> list[Due]:
    """The recurring looks at these subjects."""
    wanted = list(subjects)
    return [Due(*row) for row in tx.execute(_REGULAR, {"question": question, "subjects": wanted})] if wanted else []


def hasten(tx: Transaction, rows: Iterable[tuple[Due, int, str]]) -> None:
    """Something happened to these subjects: look at the time given, if that is nearer, and keep the pace given."""
    if values := [_named(row) | {"next": due, "known": pace} for row, due, pace in rows]:
        tx.execute(_HASTEN, values)


def sooner(tx: Transaction, dues: Mapping[tuple[str, str, str], int]) -> None:
    """Make these looks at the times given (ms UTC), unless they are due before. Those that are gone stay gone."""
    if dues:
        tx.execute(
            _SOONER,
            [
                {"b_question": question, "b_subject": subject, "b_asker": asker, "next": due}
                for (question, subject, asker), due in dues.items()
            ],
        )


def answered(tx: Transaction, row: Due, *, again: int, bookmark: str | None = None, pace: str | None = None) -> None:
    """The look was answered: the next one is due at `again`, unless somebody asked for a nearer one meanwhile."""
    if row.asker:
        tx.execute(_DONE, _named(row) | {"b_due": row.due})
        return
    mark = row.bookmark if bookmark is None else bookmark
    tx.execute(_NOTE, _named(row) | {"mark": mark, "count": 0, "known": row.pace if pace is None else pace})
    tx.execute(_MOVE, _named(row) | {"b_due": row.due, "next": again})


def leave(tx: Transaction, subjects: Iterable[str]) -> None:
    """Nothing more is expected of these subjects: no recurring look at them is due any more."""
    if rows := [{"b_subject": subject} for subject in subjects]:
        tx.execute(_LEAVE, rows)


def missed(tx: Transaction, row: Due, *, again: int) -> None:
    """The look failed: count it, and try again later."""
    tx.execute(_NOTE, _named(row) | {"mark": row.bookmark, "count": row.misses + 1, "known": row.pace})
    tx.execute(_MOVE, _named(row) | {"b_due": row.due, "next": again})


_KNOWN_MAPS = select(beatmap.c.subject).where(beatmap.c.subject.in_(bindparam("subjects", expanding=True)))


def _known_maps(tx: Transaction, subjects: Collection[str]) -> set[str]:
    return set(tx.execute(_KNOWN_MAPS, {"subjects": sorted(subjects)}).scalars()) if subjects else set()


def _named(row: Due) -> dict[str, Any]:
    return {"b_question": row.question, "b_subject": row.subject, "b_asker": row.asker}


def _values(look: Look) -> dict[str, Any]:
    names = ("question", "subject", "asker", "due", "bookmark")
    return {name: getattr(look, name) for name in names}

"""Who is watched: the config's watches against the roster. Pure.

The roster keeps ids, so a rename at osu! loses nobody, and the day each watch began.
"""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain

from msgspec import structs

from watcher.events import Cause, Entry, Family, for_admin, in_part, is_ours, needs
from watcher.osu import keys
from watcher.osu.nouns import (
    Activity,
    Attendance,
    Beatmapset,
    Challenge,
    Daily,
    Discussion,
    Leaderboard,
    Lobbies,
    MapEvent,
    Match,
    Mode,
    Place,
    Plan,
    Play,
    Post,
    Ranking,
    Source,
    Standings,
    Try,
)
from watcher.recipients import Recipients
from watcher.rules import Lobby, Rhythm, Route, Watch
from watcher.series import Terms

Members = Mapping[str, Mapping[int, str]]
"""list that keeps itself → who is on it, by id and name"""

FOUND_KEPT = 7 * 86_400_000
"""How long a lobby that was found is kept on the roster (ms): no match is that long, and late news has expired."""


TRIES = frozenset({"fail", "session_running"})
"""Kinds of news that tell of plays that were not passed, or count them at once."""

MOST_IDS = 500
"""More ids than this are believed unseen: to ask for all would hold up the first look; names come with profiles."""


class Roll:
    """Who is watched: the config's names resolved to ids, and what follows from it for both halves.

    `files`: the lobbies that files name, by the path of the file; one that could not be read is not in it.
    """

    def __init__(self, watches: Sequence[Watch], server: str, families: Mapping[str, Family]) -> None:
        self._watches = {watch.name: watch for watch in watches}
        self._server = server
        self._reckoned: tuple[Sequence[Entry], dict[str, dict[str, int]]] = ((), {})
        self._families = families
        self.files: Mapping[str, Sequence[Lobby]] = {}
        self._completing: dict[str, Sequence[str]] = {}
        for family in families.values():
            self._completing |= getattr(family, "COMPLETED", {})

    def wanted_names(self, there: Sequence[Entry]) -> list[str | int]:
        """Names and ids that the roster does not hold yet."""
        known = {(entry.list, entry.name) for entry in there}
        missing = [
            player
            for watch in self._watches.values()
            for list_, players in (
                (watch.name, (*watch.players, *watch.mappers, *watch.nominators)),
                (rivals_of(watch), watch.rivals),
            )
            for player in players
            if (list_, written(player)) not in known
        ]
        return list(dict.fromkeys(missing))

    def lists(self) -> list[str]:
        """The lists that keep themselves: the first of a ranking."""
        of_all = ((each, mode) for watch in self._watches.values() for each in watch.lists for mode in watch.modes)
        return list(dict.fromkeys(each.subject(self._server, mode) for each, mode in of_all))

    def stand_ins(self) -> Members:
        """As many nobodies as will be on each list, to reckon with. Of a team nobody knows how many they are."""
        sizes = {subject: keys.read_ranking(subject) for subject in self.lists()}
        return {subject: dict.fromkeys(range(-size.top, 0), "") for subject, size in sizes.items() if not size.team}

    def entries(
        self,
        there: Sequence[Entry],
        found: Mapping[str | int, tuple[int, str]],
        now: int,
        members: Members | None = None,
    ) -> Iterator[Entry]:
        """The roster as it should be: who is there stays by id, whatever they are called by now.

        A family that a watch begins to want is an entry too, so that its news begins then. Lists that keep themselves
        are entries, and so is everybody who is on one.
        """
        ids = {(entry.list, entry.name): keys.number(entry.subject) for entry in there if is_somebody(entry.subject)}
        for watch in self._watches.values():
            named = {watch.name: watch.players, rivals_of(watch): watch.rivals}
            players = {
                list_: {
                    user_id: written(player)
                    for player in wanted
                    if (user_id := ids.get((list_, written(player))) or found.get(player, (0, ""))[0])
                }
                for list_, wanted in named.items()
            }
            for mode in watch.modes:
                for list_, known in players.items():
                    for user_id, name in known.items():
                        yield Entry(list_, keys.player(self._server, mode, user_id), now, name)
                yield from self._listed(watch, mode, members or {}, now)
                yield from self._sat_down(watch, mode, players[watch.name], members or {}, now)
                yield from self._compared(watch, mode, players, now)
            for beatmap in watch.maps:
                for mode in watch.modes:  # a name that no player can have
                    yield Entry(watch.name, keys.board(self._server, mode, beatmap), now, f"map/{beatmap}")
            yield from self._of_maps(watch, ids, found, now)
            for mode in watch.modes if watch.anyone else ():
                yield Entry(watch.name, keys.anyone(self._server, mode), now, "anyone")
            for lobby in watch.matches:
                yield Entry(watch.name, self._lobby(lobby), now, lobby.path[1:])  # with a slash, as no player's name
            yield from self._lobbies_of(watch, there, now)
            for family in self._families_of(watch):
                yield Entry(watch.name, keys.family(self._server, family), now, family)

    def _of_maps(
        self, watch: Watch, ids: Mapping[tuple[str, str], int], found: Mapping[str | int, tuple[int, str]], now: int
    ) -> Iterator[Entry]:
        """Whose sets are watched: those of mappers, of nominators, some by number, everybody's."""
        for key, people in ((keys.mapper, watch.mappers), (keys.nominator, watch.nominators)):
            for who in people:
                if user_id := ids.get((watch.name, written(who))) or found.get(who, (0, ""))[0]:
                    yield Entry(watch.name, key(self._server, user_id), now, written(who))
        for number in watch.sets:
            yield Entry(watch.name, keys.beatmapset(self._server, number), now, f"set/{number}")
        if watch.nominators:
            yield Entry(watch.name, keys.nominators(self._server), now, "nominators/")
        if watch.everybodys:
            yield Entry(watch.name, keys.sets(self._server), now, "sets/")
            yield Entry(watch.name, keys.site(self._server), now, "site/")

    def _listed(self, watch: Watch, mode: Mode, members: Members, now: int) -> Iterator[Entry]:
        for each in watch.lists:
            subject = each.subject(self._server, mode)
            yield Entry(watch.name, subject, now, each.name)
            for user_id in members.get(subject, ()):
                yield Entry(watch.name, keys.player(self._server, mode, user_id), now, f"list/{user_id}")

    def _sat_down(
        self, watch: Watch, mode: Mode, named: Collection[int], members: Members, now: int
    ) -> Iterator[Entry]:
        """The sessions and the summaries of its players, where it wants to hear of them."""
        about = [about for name in self._families_of(watch) if (about := self._about(name))]
        listed = (user_id for each in watch.lists for user_id in members.get(each.subject(self._server, mode), ()))
        nobody = keys.PlayerKey(self._server, mode, 0)
        wanted = [one for one in _of_player(watch) if any(fits(one(nobody)) for fits in about)]
        for user_id in dict.fromkeys(chain(named, listed)) if wanted else ():
            for subject_of in wanted:
                subject = subject_of(keys.PlayerKey(self._server, mode, user_id))
                yield Entry(watch.name, subject, now, f"{keys.kind(subject)}/")
        if watch.summary and watch.summary.together:
            subject = keys.summary(self._server, mode, watch.name, watch.summary.when.written)
            if any(fits(subject) for fits in about):
                yield Entry(watch.name, subject, now, "summary/")

    def _compared(self, watch: Watch, mode: Mode, players: Members, now: int) -> Iterator[Entry]:
        """Each player with each rival, and each player with each goal."""
        for user_id in players[watch.name]:
            for rival in players[rivals_of(watch)]:
                if rival != user_id:
                    yield Entry(watch.name, keys.rivals(self._server, mode, user_id, rival), now, "rivals/")
            for goal in watch.goals:
                yield Entry(watch.name, goal.subject(keys.PlayerKey(self._server, mode, user_id)), now, goal.name)

    def groups(self, there: Sequence[Entry], members: Members) -> dict[str, dict[str, list[str]]]:
        """Family → subject of a sighting → the groups that it concerns: pairs of rivals, goals, lists of a ranking."""
        members = {**members, **self._together(there)}
        groups: dict[str, dict[str, list[str]]] = {}
        about = [name for name in self._families if self._about(name)]
        for name, subjects in self.since(there).items() if about else ():
            for subject in subjects if name in about else ():
                for part in self._parts(name, subject, members):
                    groups.setdefault(name, {}).setdefault(part, []).append(subject)
        return groups

    def _about(self, family: str) -> Callable[[str], bool] | None:
        """Whether a subject is one of the groups that a family is about, where it is about such."""
        return getattr(self._families[family], "ABOUT", None)

    def _parts(self, family: str, group: str, members: Members) -> list[str]:
        """The subjects whose sightings concern a group."""
        parts: Callable[[str], Sequence[str]] | None = getattr(self._families[family], "parts", None)
        if parts is not None and group not in members:
            return list(parts(group))
        mode = Mode(group.split("/")[2])
        return [keys.player(self._server, mode, user_id) for user_id in members.get(group, ())]

    def _together(self, there: Sequence[Entry]) -> Members:
        """Watches that are summed up together: whom they watch, by the subject of their summary."""
        if not any(watch.summary and watch.summary.together for watch in self._watches.values()):
            return {}
        groups = {(entry.list, keys.read_summary(entry.subject)): entry.subject for entry in there if is_summary(entry)}
        found: dict[str, dict[int, str]] = {}
        for (list_, group), subject in groups.items():
            everybody = (keys.read_player(one.subject) for one in there if one.list == list_ and is_player(one.subject))
            found[subject] = {player.user_id: "" for player in everybody if player.mode == group.mode and group.watch}
        return {subject: members for subject, members in found.items() if members}

    def found(self, there: Sequence[Entry], seen: Lobbies, now: int) -> Iterator[Entry]:
        """The lobbies of a list that watches want, and that are not on the roster."""
        known = {(entry.list, entry.subject) for entry in there}
        for watch in self._watches.values():
            players = {
                keys.number(each.subject) for each in there if each.list == watch.name and is_player(each.subject)
            }
            for listed in seen.lobbies if watch.finds else ():
                subject = self._lobby(Lobby(id=listed.id, room=listed.room))
                finding = next((one for one in watch.finds if one.fits(listed, players)), None)
                if finding is not None and (watch.name, subject) not in known:
                    yield Entry(watch.name, subject, now, finding.name)

    def _lobbies_of(self, watch: Watch, there: Sequence[Entry], now: int) -> Iterator[Entry]:
        """What a watch has found: for a while, or as long as its file names it."""
        for finding in watch.finds:
            if finding.file in self.files:
                for lobby in self.files[finding.file]:
                    yield Entry(watch.name, self._lobby(lobby), now, finding.name)
                continue
            for entry in there:
                kept = finding.file or now - entry.since < FOUND_KEPT
                if (entry.list, entry.name) == (watch.name, finding.name) and kept:
                    yield entry

    def _lobby(self, lobby: Lobby) -> str:
        return (keys.room if lobby.room else keys.match)(self._server, lobby.id)

    def _with_found(self, watch: Watch, there: Sequence[Entry]) -> Watch:
        """The watch, with the lobbies that it has found as if they had been named in it."""
        finds = {finding.name: finding for finding in watch.finds}
        more = tuple(
            Lobby(id=keys.number(entry.subject), room=keys.is_room(entry.subject), terms=finds[entry.name].terms)
            for entry in (there if finds else ())
            if entry.list == watch.name and entry.name in finds
        )
        return structs.replace(watch, matches=watch.matches + more) if more else watch

    def terms(self, there: Sequence[Entry]) -> dict[str, tuple[Terms, ...]]:
        """Lobby → by which terms it is followed."""
        found: dict[str, tuple[Terms, ...]] = {}
        for watch in self._watches.values():
            for lobby in self._with_found(watch, there).matches:
                subject = self._lobby(lobby)
                found[subject] = (*found.get(subject, ()), lobby.terms)
        return found

    def recipients(
        self, there: Sequence[Entry], admin: str | None, rhythms: Mapping[str, Rhythm] | None = None
    ) -> Recipients:
        """Subject → watches, in the order of the config; and when each sink wants to be told."""
        lists: dict[str, tuple[str, ...]] = {}
        wanted = {name: self._families_of(watch) for name, watch in self._watches.items()}
        personal = {name for name, families in wanted.items() if any(map(self._is_personal, families))}
        for entry in there:
            known = entry.list in self._watches
            for subject in self._subjects(entry, personal=entry.list in personal) if known else ():
                names = lists.get(subject, ())
                lists[subject] = names if entry.list in names else (*names, entry.list)
        compared = {name for name, families in wanted.items() if any(map(self._compares, families))}
        whole = {name: self._with_found(watch, there) for name, watch in self._watches.items()}
        whole |= {name: structs.replace(whole[name], members=members(name, there)) for name in compared}
        place = {name: number for number, name in enumerate(self._watches)}
        together = {
            names: tuple(whole[name] for name in sorted(names, key=lambda name: place[name]))
            for names in set(lists.values())
        }
        watches = {subject: together[names] for subject, names in lists.items()}
        return Recipients(watches, admin, rhythms or {}, self._shaken(), streams=self._streams(there))

    def _streams(self, there: Sequence[Entry]) -> dict[str, str]:
        """Where players stream, by their `keys.user`."""
        watches = self._watches.values()
        said = {(watch.name, written(who)): page for watch in watches for who, page in watch.streams.items()}
        pages = ((entry.subject, said.get((entry.list, entry.name))) for entry in there if said)
        return {
            keys.user(self._server, keys.read_player(subject).user_id): page
            for subject, page in pages
            if page and is_player(subject)
        }

    def _shaken(self) -> tuple[Route, ...]:
        """The sinks that are sent news which a recalculation of pp keeps back, but those with rules of their own."""
        shaken = {kind for family in self._families.values() for kind in getattr(family, "PAUSED", ())}
        sinks = {
            sink: Route(sink, watch.name, 0)
            for watch in self._watches.values()
            for rule in watch.news
            if rule.kind in shaken
            for sink in rule.to or watch.to
            if sink not in watch.only
        }
        return tuple(sinks.values())

    def since(self, there: Sequence[Entry]) -> dict[str, dict[str, int]]:
        """Family → subject → since when its news is wanted: by then subject and kind were both watched.

        Asked about the same roster again, it answers what it has answered: to reckon it out takes a second for 100 000.
        """
        if there is not self._reckoned[0]:
            self._reckoned = (there, self._since(there))
        return self._reckoned[1]

    def _since(self, there: Sequence[Entry]) -> dict[str, dict[str, int]]:
        began = {(entry.list, entry.name): entry.since for entry in there if is_family(entry.subject)}
        entries: dict[str, list[Entry]] = {}
        for entry in there:
            if not is_family(entry.subject):
                entries.setdefault(entry.list, []).append(entry)
        since: dict[str, dict[str, int]] = {}
        for list_, watch in self._watches.items():
            alike: dict[tuple[Callable[[str], bool] | None, bool, int], list[str]] = {}
            for name in self._families_of(watch):
                sees = (self._about(name), self._is_personal(name), began.get((list_, name), 0))
                alike.setdefault(sees, []).append(name)
            for (about, personal, wanted), names in alike.items():
                found = self._heard_of(entries.get(list_, ()), about, wanted, personal=personal)
                since |= {name: _earliest(since[name], found) if name in since else found for name in names}
        return since

    def _heard_of(
        self, entries: Iterable[Entry], about: Callable[[str], bool] | None, wanted: int, *, personal: bool
    ) -> dict[str, int]:
        """Subject → since when: the entries of a watch that news wanted since then may be about."""
        found: dict[str, int] = {}
        for entry in entries:
            if about and not about(entry.subject):
                continue
            both = max(entry.since, wanted)
            for subject in self._subjects(entry, personal=True) if personal else (entry.subject,):
                found[subject] = min(both, found.get(subject, both))
        return found

    def floors(self) -> dict[Mode, float]:
        """From how many pp on a play matters, whoever made it."""
        floors: dict[Mode, float] = {}
        for watch in self._watches.values():
            for mode in watch.modes if watch.anyone else ():
                floors[mode] = min(watch.anyone or 0.0, floors.get(mode, math.inf))
        return floors

    def plan(self, there: Sequence[Entry], source: Source) -> Plan:
        """The looks that cover the roster."""
        since, together = self.since(there), self._together(there)
        wanted: dict[type, dict[str, None]] = {}
        asked_for = {rule.kind for watch in self._watches.values() for rule in watch.news}
        for name, family in self._families.items():
            if for_admin(family) and not asked_for & family.KINDS.keys():
                continue
            subjects = since.get(name, {})
            parts = (
                (part for each in subjects for part in self._parts(name, each, together)) if self._about(name) else ()
            )
            everybody = list(dict.fromkeys(chain(subjects, parts)))
            for noun in (noun for noun in family.READS if noun not in getattr(family, "ASKED_FOR", ())):
                fits = _FITS.get(noun, is_player)
                wanted.setdefault(noun, {}).update(dict.fromkeys(filter(fits, everybody)))
        wanted[Lobbies] = dict.fromkeys(self._lists())
        tries = {name for name, watch in self._watches.items() if TRIES & {rule.kind for rule in watch.news}}
        wanted[Try] = dict.fromkeys(one.subject for one in there if one.list in tries and is_player(one.subject))
        plan = source.plan({noun: list(subjects) for noun, subjects in wanted.items() if subjects})
        return self._without_untold(plan, asked_for, since, source)

    def _without_untold(
        self, plan: Plan, asked_for: Collection[str], since: Mapping[str, Mapping[str, int]], source: Source
    ) -> Plan:
        """The plan, with what this source does not tell, or of one player at a time, as far as it is asked for."""
        whole, part = (self._fields(of, asked_for, since) for of in (needs, in_part))
        untold = {kind: source.untold[it] for kind, it in whole.items() if it in source.untold}
        lacking = [source.untold[it] for it in part.values() if it in source.untold]
        together = source.batch.get("profile", 1) > 1 and sum(look.question == "profile" for look in plan.looks) > 1
        alone = [source.alone[it] for it in (*part.values(), *whole.values()) if together and it in source.alone]
        return structs.replace(
            plan,
            not_offered=[*plan.not_offered, *dict.fromkeys((*untold.values(), *lacking))],
            untold=frozenset(untold),
            seldom=list(dict.fromkeys(alone)),
        )

    def _fields(
        self,
        of: Callable[[Family], Mapping[str, str]],
        asked_for: Collection[str],
        since: Mapping[str, Mapping[str, int]],
    ) -> dict[str, str]:
        """Kind of news that is asked for of some player, leaderboard or anyone → the field that it is made of."""
        found: dict[str, str] = {}
        for name, family in self._families.items():
            found |= of(family) if any(self._tells(name, subject) for subject in since.get(name, ())) else {}
        return {kind: it for kind, it in found.items() if kind in asked_for}

    def _lists(self) -> Iterator[str]:
        """The lists of open lobbies in which watches look for theirs."""
        finds = [one for watch in self._watches.values() for one in watch.finds if not one.file]
        if any(one.pattern for one in finds):
            yield keys.listing(self._server, rooms=False)
        if finds:
            yield keys.listing(self._server, rooms=True)

    def telling(self, there: Sequence[Entry]) -> dict[str, set[str]]:
        """Watch → the families that tell of somebody or something that it names."""
        of_watch: dict[str, dict[str, str]] = {}
        for entry in there:  # one subject of each kind will do: there may be 100 000
            for subject in self._subjects(entry, personal=True) if not is_family(entry.subject) else ():
                of_watch.setdefault(entry.list, {}).setdefault(keys.kind(subject), subject)
        return {
            watch: {name for name in self._families if any(self._tells(name, subject) for subject in subjects.values())}
            for watch, subjects in of_watch.items()
        }

    def _tells(self, family: str, subject: str) -> bool:
        """Whether a family has news of such a subject."""
        if about := self._about(family):
            return about(subject)
        return any(_FITS.get(noun, is_player)(subject) for noun in self._families[family].READS)

    def _is_personal(self, family: str) -> bool:
        """Whether a family tells of players what belongs to no mode."""
        found = self._families[family]
        return Activity in found.READS or getattr(found, "PERSONAL", False)

    def _compares(self, family: str) -> bool:
        """Whether a family tells how the players of a watch stand among each other."""
        return hasattr(self._families[family], "CIRCLE")

    @staticmethod
    def _subjects(entry: Entry, *, personal: bool) -> Iterator[str]:
        """What an entry of the roster lets somebody hear of: a player in a mode, and in no mode in particular."""
        yield entry.subject
        if personal and is_player(entry.subject):
            server, _, user_id = keys.read_player(entry.subject)
            yield keys.user(server, user_id)

    def causes(self) -> dict[str, Sequence[Cause]]:
        """Kind of news that may come of these watches → its causes; what we tell of ourselves has but one."""
        heard = {name for watch in self._watches.values() for name in self._families_of(watch)}
        told = [family for name, family in self._families.items() if name in heard or is_ours(family)]
        return {kind: [Cause.OURS] if is_ours(family) else [*Cause] for family in told for kind in family.KINDS}

    def _families_of(self, watch: Watch) -> list[str]:
        """Those that tell what a watch asks for, and, where its messages wait, what completes them."""
        kinds = {rule.kind for rule in watch.news}
        if watch.settle:
            kinds |= {more for kind in kinds for more in self._completing.get(kind, ())}
        players = bool(watch.players or watch.lists)
        return [
            name
            for name, family in self._families.items()
            if kinds & family.KINDS.keys() or (players and for_admin(family))
        ]


def _earliest(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    """Subject → the earlier of two moments, where both know one."""
    return {**one, **other} | {subject: min(at, other[subject]) for subject, at in one.items() if subject in other}


def _of_player(watch: Watch) -> list[Callable[[keys.PlayerKey], str]]:
    """What of a player is a subject of its own, by the terms of a watch."""
    subjects: list[Callable[[keys.PlayerKey], str]] = [partial(keys.session, pause=watch.session_pause)]
    if watch.summary and not watch.summary.together:
        when = watch.summary.when.written
        subjects.append(lambda who: keys.summary(who.server, who.mode, who.user_id, when))
    return subjects


def unseen(wanted: Sequence[str | int]) -> dict[str | int, tuple[int, str]]:
    """Those who need not be asked for, as they are named by their ids, and are very many. Their names are not known."""
    ids = [player for player in wanted if isinstance(player, int)]
    return {player: (player, "") for player in ids} if len(ids) > MOST_IDS else {}


def members(watch: str, there: Sequence[Entry]) -> frozenset[int]:
    """The players of a watch, by id."""
    return frozenset(keys.number(one.subject) for one in there if one.list == watch and is_player(one.subject))


def rivals_of(watch: Watch) -> str:
    """The list of a watch's rivals. They are looked at, and nothing is told of them alone."""
    return f"{watch.name}/rivals"


def written(player: str | int) -> str:
    """A player as the roster notes them: the id 7331 is not the name "7331"."""
    return f"#{player}" if isinstance(player, int) else player


def is_match(subject: str) -> bool:
    """Whether a subject is a match or room."""
    return subject.split("/")[1] in {"match", "room"}


def is_playing(subject: str) -> bool:
    """Whether a subject is somebody whose plays are looked for: a player in a mode, or everybody who plays it."""
    return keys.is_player(subject) or keys.is_anyone(subject)


def is_somebody(subject: str) -> bool:
    """Whether a subject is one person, whatever is watched of them."""
    return is_player(subject) or keys.kind(subject) in {"mapper", "nominator"}


def is_of_sets(subject: str) -> bool:
    """Whether a subject has sets that can be looked at: a mapper, a set, or everybody."""
    return keys.kind(subject) in {"mapper", "set", "sets"}


def is_of_map_events(subject: str) -> bool:
    """Whether what is done to sets is of interest to a subject."""
    return is_of_sets(subject) or keys.kind(subject) == "nominator"


def is_site(subject: str) -> bool:
    """Whether a subject is what osu! itself publishes."""
    return keys.kind(subject) == "site"


def is_family(subject: str) -> bool:
    """Whether a subject is a kind of news that a watch wants."""
    return subject.split("/")[1] == "news"


def is_summary(entry: Entry) -> bool:
    """Whether an entry is of what is summed up now and then."""
    return keys.is_summary(entry.subject)


def is_player(subject: str) -> bool:
    """Whether a subject is a player in a mode."""
    return keys.is_player(subject)


_FITS: Mapping[type, Callable[[str], bool]] = {
    Play: is_playing,
    Match: is_match,
    Attendance: is_match,
    Standings: keys.is_room,
    Activity: keys.is_user,
    Beatmapset: is_of_sets,
    MapEvent: is_of_map_events,
    Discussion: is_of_sets,
    Post: is_site,
    Challenge: is_site,
    Daily: keys.is_user,
    Leaderboard: keys.is_board,
    Ranking: keys.is_ranking,
    Place: keys.is_place,
}
"""The subjects that a source is asked about to see such a noun, where they are not players in a mode."""

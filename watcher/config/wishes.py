"""Lists of wanted news: `news:` of a watch, `only:` of a sink."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, structs

from watcher.config.checking import section
from watcher.config.mistakes import Notes, Path, unknown
from watcher.config.model import Catalogue
from watcher.config.sections import ConditionSection, RuleSection
from watcher.events import Cause
from watcher.rules import Condition, NewsRule, RuleError, compile_condition

_PRIORITIES = {"low": -1, "normal": 0, "high": 1}


class Targets(Struct, frozen=True):
    """The names that `to:` may use, and the sinks behind each: a sink is itself, a group its members.

    changing: the sinks in which the newest message takes the place of the one before.
    """

    sinks: tuple[str, ...]
    groups: Mapping[str, Sequence[str]]
    changing: frozenset[str] = frozenset()

    @property
    def context(self) -> dict[str, Sequence[str]]:
        """What the sections check names against."""
        return {"sinks": self.sinks, "targets": (*self.sinks, *self.groups)}

    def behind(self, names: Sequence[str] | None) -> tuple[str, ...]:
        """The sinks behind these names, each once."""
        found = (sink for name in names or () for sink in self.groups.get(name, (name,)))
        return tuple(dict.fromkeys(found))


class Wishes(Struct, frozen=True):
    """Reads lists of news. Each entry is a kind, or a kind with its rule below it.

    With `targets` it is the list of a watch: entries may have a `to:`, and name the usual causes by naming none.
    Without them it is the list of a sink, which takes all causes.
    """

    catalogue: Catalogue
    notes: Notes
    targets: Targets | None = None

    def read(self, given: Any, path: Path) -> tuple[NewsRule, ...]:
        """The rules of a list. Mistakes are noted, the rest is read on."""
        if given == []:
            self.notes.wrong(path, "the list is empty: name some news, or leave the key out")
        items = given if isinstance(given, list) else [given]
        rules = [self._rule(item, (*path, number)) for number, item in enumerate(items)]
        return tuple(rule for rule in rules if rule)

    def _rule(self, item: Any, path: Path) -> NewsRule | None:
        entry = {item: None} if isinstance(item, str) else item
        if not isinstance(entry, dict) or len(entry) != 1:
            self.notes.wrong(path, 'one kind of news is needed, such as top_play, or top_play: {when: "pp >= 300"}')
            return None
        [(kind, given)] = entry.items()
        if kind not in self.catalogue.news:
            self.notes.wrong((*path, kind) if given is not None else path, unknown(kind, self.catalogue.news))
            return None
        options = {} if given is None else given
        text = options.get("when") if isinstance(options, dict) else None
        when = self._condition(text, kind, (*path, kind, "when")) if isinstance(text, str) else None
        model = RuleSection if self.targets else ConditionSection
        checked = section(
            model, options, (*path, kind), self.notes, context=self.targets.context if self.targets else None
        )
        if checked is None:
            return None
        usual = self.catalogue.causes_of(kind) if self.targets else Cause
        to = self.targets.behind(checked.to) if self.targets and isinstance(checked, RuleSection) else ()
        rule = NewsRule(kind=kind, when=when, causes=frozenset(checked.causes or usual), to=to)
        return _manners(rule, checked) if isinstance(checked, RuleSection) else rule

    def _condition(self, text: str, kind: str, path: Path) -> Condition | None:
        try:
            return compile_condition(text, kind, self.catalogue.news[kind])
        except RuleError as error:
            self.notes.wrong(path, str(error))
            return None


def _manners(rule: NewsRule, said: RuleSection) -> NewsRule:
    """How the news of a rule is told."""
    return structs.replace(
        rule, priority=_PRIORITIES[said.priority], cooldown=said.cooldown or 0, mention=said.mention or ""
    )

"""Who gets what: a config's watches and sinks, in words."""

from collections.abc import Iterable, Iterator

from watcher.catalogue import catalogue
from watcher.config import Config
from watcher.rules import NewsRule, Watch


def routes(config: Config) -> Iterator[str]:
    """For each sink, who it hears of and what: `phone ← friends: top_play when pp >= 300`."""
    usual = frozenset(catalogue().defaults)
    for sink in config.sinks:
        heard: dict[str, list[NewsRule]] = {}
        for watch, rule in rules_for(config, sink.name):
            heard.setdefault(watch.name, []).append(rule)
        own = f", takes only {', '.join(said(rule) for rule in sink.only)}" if sink.only is not None else ""
        digest = sink.rhythm.digest
        when = f", one digest every {digest.every}, at {clock(digest.at)} {digest.zone}" if digest is not None else ""
        quiet = sink.rhythm.quiet
        hush = f", quiet {clock(quiet.start)}–{clock(quiet.end)} {quiet.zone}" if quiet is not None else ""
        admin = ", hears of the watcher itself" if sink.name == config.admin else ""
        yield f"{sink.name}{admin}{when}{hush}{own}"
        yield from (f"  {watch}: {', '.join(together(rules, usual))}" for watch, rules in heard.items())
        if not heard:
            yield "  is told nothing by any watch"


def rules_for(config: Config, sink: str) -> Iterator[tuple[Watch, NewsRule]]:
    """The rules that send to a sink, as far as the kinds go that it takes."""
    taken = {each.name: each.only for each in config.sinks}[sink]
    kinds = None if taken is None else {rule.kind for rule in taken}
    for watch in config.watches:
        for rule in watch.news:
            if sink in (rule.to or watch.to) and (kinds is None or rule.kind in kinds):
                yield watch, rule


def together(rules: Iterable[NewsRule], usual: frozenset[str]) -> list[str]:
    """What is said of each rule. All that are told by default, wanted as they are, are said in two words."""
    found = list(rules)
    plain = by_default(found, usual)
    return ["the usual news"][: len(plain)] + [said(rule) for rule in found if rule not in plain]


def by_default(rules: Iterable[NewsRule], usual: frozenset[str]) -> list[NewsRule]:
    """The rules that are there because nobody said what news is wanted. None where somebody did."""
    plain = [rule for rule in rules if rule.when is None and rule.kind in usual]
    return plain if {rule.kind for rule in plain} >= usual else []


def said(rule: NewsRule) -> str:
    """`top_play when pp >= 300`."""
    return rule.kind if rule.when is None else f"{rule.kind} when {rule.when.text}"


def clock(minutes: int) -> str:
    """Minutes since midnight as people write them: `09:30`."""
    return f"{minutes // 60:02}:{minutes % 60:02}"

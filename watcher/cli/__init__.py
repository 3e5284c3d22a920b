"""The commands. One file each: a module of this folder with a `command` is a command, by the name of its file.

Modules are imported when their command is called, so that `watcher --help` starts fast.
"""

import ast
import atexit
import gc
import importlib
import pkgutil
import sys
from pathlib import Path
from typing import Any

import click

from watcher import __version__

# httpx takes its own command line along where it can, and that one rich and pygments: a tenth of a `watcher check`
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
atexit.register(gc.freeze)  # what is there at the end is not looked through for garbage: that would take 50 ms


class Commands(click.Group):
    """A group whose commands are the files of this folder."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Every file that is a command."""
        return sorted(found.name for found in pkgutil.iter_modules(__path__) if not found.name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; None lets click say that there is none."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = importlib.import_module(f"{__name__}.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What each command does, read from its source."""
        rows = [(name, said_of(Path(__path__[0], f"{name}.py"))) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """As click does, with the nearest known word where there is none."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            import difflib

            near = difflib.get_close_matches(args[0], self.list_commands(ctx), 1)
            if not near:
                raise
            raise click.UsageError(f"no command {args[0]!r}, did you mean {near[0]!r}?", ctx) from error


def said_of(file: Path) -> str:
    """The first line of what a file says of its `command`, without importing it."""
    functions = [node for node in ast.parse(file.read_bytes()).body if isinstance(node, ast.FunctionDef)]
    found = next(function for function in functions if function.name == "command")
    return (ast.get_docstring(found) or "").partition("\n")[0].rstrip(".")


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="watcher")
def main() -> None:
    """Watches osu! and tells people what happened."""

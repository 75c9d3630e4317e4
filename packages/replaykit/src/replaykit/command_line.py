"""The command style of the project, on click: help, errors, exit codes, completion.

`replaykit`, `trainkit` and `playserver` share it, so that all commands look and fail alike.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

import click
from click.core import ParameterSource
from click.exceptions import NoArgsIsHelpError
from click.shell_completion import get_completion_class

from replaykit.help_texts import with_help
from replaykit.interrupts import ignore_signals_at_exit, interrupt_in, signals_raised
from replaykit.standard_streams import (
    discard,
    escape_unencodable,
    fill_closed_streams,
    is_closed_pipe,
    lasting_errors,
)

EXIT_REFUSED: Final = 2
"""Exit code for bad input: arguments, files, configurations."""
EXIT_INTERRUPTED: Final = 130
"""Exit code after Ctrl-C: 128 + SIGINT, as shells report it. Other signals have their own."""
SHELLS: Final = ("bash", "zsh", "fish")

Function = TypeVar("Function", bound=Callable[..., Any])


class PathType(click.Path):
    """A path in which `~` is the home folder; shells leave it as it is in `--out=~/site`."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path."""
        path = os.path.expanduser(value)  # noqa: PTH111  # leaves an unknown ~NAME as it is
        return super().convert(path, param, ctx)


class Command(click.Command):
    """A command whose help ends with examples, in which COMMAND is the root's name."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **with_help(kwargs))
        self.examples = tuple(examples)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, then the epilog."""
        root = ctx.find_root().info_name or ""
        write_examples([line.replace("COMMAND", root) for line in self.examples], formatter)
        super().format_epilog(ctx, formatter)


class Group(click.Group):
    """A group of commands that lists them by section, with examples below.

    Args:
        sections: Names of commands by heading, in the order of the help page. Every visible
            command must be in one of them; a test of each package checks it.
        examples: Command lines.
    """

    command_class = Command

    def __init__(
        self,
        *args: Any,
        sections: dict[str, Sequence[str]] | None = None,
        examples: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **with_help(kwargs))
        self.sections = sections or {}
        self.examples = tuple(examples)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, by section, then those in none."""
        placed = [name for names in self.sections.values() for name in names]
        return [*placed, *(name for name in super().list_commands(ctx) if name not in placed)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a list of commands for each section."""
        placed = {name for names in self.sections.values() for name in names}
        others = [name for name in self.list_commands(ctx) if name not in placed]
        limit = formatter.width - 6 - max(map(len, self.commands), default=0)
        for heading, names in {**self.sections, "Commands": others}.items():
            found = [(name, self.get_command(ctx, name)) for name in names]
            rows = [
                (name, command.get_short_help_str(limit))
                for name, command in found
                if command is not None and not command.hidden
            ]
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, then the epilog."""
        root = ctx.find_root().info_name or ""
        write_examples([line.replace("COMMAND", root) for line in self.examples], formatter)
        super().format_epilog(ctx, formatter)


Group.group_class = Group


def write_examples(examples: Sequence[str], formatter: click.HelpFormatter) -> None:
    """Write command lines as they are typed, unwrapped."""
    if examples:
        with formatter.section("Examples"):
            for line in examples:
                formatter.write(f"{'':>{formatter.current_indent}}{line}\n")


def command_group(
    version: str, *, sections: dict[str, Sequence[str]], examples: Sequence[str], **kwargs: Any
) -> Callable[[Callable[..., Any]], Group]:
    """Decorate a function as the root of a command: `-h`, `--version`, sections, completion."""

    def decorate(function: Callable[..., Any]) -> Group:
        settings = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
        root: Group = click.group(
            cls=Group,
            sections={**sections, "Shell": ("completion",)},
            examples=examples,
            context_settings=settings,
            **kwargs,
        )(function)
        root = click.version_option(version, "--version", message="%(version)s")(root)
        root.add_command(completion)
        return root

    return decorate


def json_option(
    help_text: str = "Print JSON instead of a table.",
) -> Callable[[Function], Function]:
    """Return the option `--json` of commands that print a table; the argument is `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help=help_text)


def refuse_options(*names: str, because: str) -> None:
    """Refuse options of the running command that would have no effect.

    Args:
        names: Of their parameters, as in `as_json`.
        because: The end of a sentence after "--wide has no effect", as in "with --json".

    Raises:
        UsageError: The command line has one of them.
    """
    ctx = click.get_current_context()
    for option in ctx.command.params:
        source = ctx.get_parameter_source(option.name or "")
        if option.name in names and source is ParameterSource.COMMANDLINE:
            raise click.UsageError(f"{max(option.opts, key=len)} has no effect {because}", ctx)


@click.command(cls=Command, examples=['eval "$(COMMAND completion bash)"   # in ~/.bashrc'])
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script of a shell.

    Evaluate it in the start-up file of the shell.
    """
    root = ctx.find_root()
    name = root.info_name or ""
    script = get_completion_class(shell)
    if script is None:
        raise click.UsageError(f"shell {shell}: no completion")
    variable = f"_{name.replace('-', '_').upper()}_COMPLETE"
    click.echo(script(root.command, {}, name, variable).source())


def run_command(
    root: click.Command,
    name: str,
    arguments: Sequence[str] | None = None,
    *,
    refusals: Mapping[type[Exception], int] | None = None,
) -> int:
    """Run a command line and return its exit code; an error of the user is one line on stderr.

    Args:
        root: The command.
        name: Its name, which starts every error line.
        arguments: The command line after the name; by default that of the process.
        refusals: Exit code for each of the package's own exceptions; the most specific class wins.
            Errors of the operating system and of memory are handled here.
    """
    if arguments is None:
        ignore_signals_at_exit()
    fill_closed_streams()
    try:
        with signals_raised(), lasting_errors():
            return _run(root, name, arguments, refusals or {})
    except (click.Abort, KeyboardInterrupt) as error:
        return end_after_interrupt(error)


def _run(
    root: click.Command,
    name: str,
    arguments: Sequence[str] | None,
    own: Mapping[type[Exception], int],
) -> int:
    expected: tuple[type[Exception], ...] = (click.ClickException, OSError, MemoryError, *own)
    escape_unencodable()
    stdout = sys.stdout
    try:
        given = sys.argv[1:] if arguments is None else arguments
        code = root.main(
            args=[in_home(text) for text in given], prog_name=name, standalone_mode=False
        )
        sys.stdout.flush()
    except SystemExit as error:
        if sys.stdout is stdout and not is_closed_pipe(error.__context__):
            raise  # the end of shell completion
        return discard_output()  # click replaces stdout when it finds the pipe closed; rich exits
    except NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help())
        return 0
    except expected as error:
        if interrupt_in(error) is not None:  # of the cleanup, such as after a terminal was closed
            return end_after_interrupt(error)
        if is_closed_pipe(error):
            return discard_output()
        known = next((kind for kind in type(error).__mro__ if kind in own), None)
        click.echo(f"{name}: {message_of(error, name)}", err=True)
        flush_or_discard_output()
        return int(own[known]) if known is not None else EXIT_REFUSED
    return int(code) if isinstance(code, int) else 0


def end_after_interrupt(error: BaseException) -> int:
    """Write what is buffered; return 128 + the interrupt's `number`, or + SIGINT without one."""
    flush_or_discard_output()
    return int(128 + getattr(interrupt_in(error), "number", signal.SIGINT))


def in_home(argument: str) -> str:
    """Return an argument with `~/` replaced where no shell does it, as in `--out=~/x`."""
    return re.sub(r"(^|[=,:])~(?=/)", lambda found: found[1] + _home(), argument)


def _home() -> str:
    try:
        return str(Path.home())
    except RuntimeError:  # no home: the argument stays as it is
        return "~"


def message_of(error: Exception, name: str) -> str:
    """Return what the user reads of an error."""
    if isinstance(error, click.UsageError):
        return usage_message(error, name)
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror or error}"
    if isinstance(error, MemoryError):
        return f"not enough memory: {error}"
    return str(error)


def usage_message(error: click.UsageError, name: str) -> str:
    """Return click's message on one line, with the help command of what refused its arguments."""
    message = " ".join(error.format_message().split())
    path = error.ctx.command_path if error.ctx is not None else name
    return f"{message}{'' if message.endswith(('.', '?')) else '.'} Run `{path} --help`."


def discard_output() -> int:
    """Send the rest of the output to the null device, so that the process ends quietly."""
    discard(sys.stdout)
    return 0


def flush_or_discard_output() -> None:
    """Write what is buffered; discard it where that fails, as on a full disk."""
    try:
        sys.stdout.flush()
    except OSError:
        discard_output()

"""What all commands share: their options, where results go, and how an error ends a run."""

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeVar

import click

from kg import settings
from kg.errors import DataError, KgError, UsageError, one_line

Function = TypeVar("Function", bound=Callable[..., Any])

_VERBOSE = "kg.verbose"
_INTERRUPTED = 130
_BROKEN_PIPE = 141


def common(function: Function) -> Function:
    """Give a command the options that every command has."""
    verbose = click.option(
        "-v",
        "--verbose",
        is_flag=True,
        expose_value=False,
        callback=lambda context, _, value: context.meta.__setitem__(_VERBOSE, value),
        help="Tell more on standard error, and where an unexpected error arose.",
    )
    store = click.option(
        "--store",
        metavar="FOLDER",
        default=f"{settings.OUTPUT}/store",
        envvar="KG_STORE",
        show_default=True,
        show_envvar=True,
        help="Where the graph is kept.",
    )
    return store(verbose(function))


def examples(*lines: str) -> str:
    """Return the examples of a command as the end of its help."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def out(result: str | bytes) -> None:
    """Write a result to standard output, in UTF-8 whatever the locale."""
    data = result.encode("utf-8", "surrogateescape") if isinstance(result, str) else result
    rest = memoryview(data)
    try:
        # Where standard output is unbuffered, one call may write a part.
        while rest:
            rest = rest[sys.stdout.buffer.write(rest) :]
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _hush()
        raise DataError(f"standard output: cannot be written: {error.strerror}") from None


def note(message: str) -> None:
    """Write a message to standard error."""
    click.echo(message, err=True)


def complain(reason: str, trace: str = "") -> None:
    """Write why something failed as one line to standard error, with the trace where ``-v`` asks for it."""
    if trace and verbose():
        note(trace.rstrip())
    note(f"kg: {reason}")


def verbose() -> bool:
    """Whether the running command was given ``-v``."""
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(_VERBOSE))


class Commands(click.Group):
    """A group of commands that ends every run with the contract's exit status and never with a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the commands in the order in which they are of use."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is called; tell which are near where there is none."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], self.commands, n=1) or list(self.commands)
            ctx.fail(f'no command is called "{args[0]}": use {", ".join(near)}')
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; an error of the data or of the program becomes one line."""
        try:
            return super().invoke(ctx)
        except KgError as error:
            complain(one_line(error), traceback.format_exc())
            ctx.exit(2 if isinstance(error, UsageError) else 1)
        except (click.exceptions.Exit, click.Abort, click.ClickException):
            raise
        except BrokenPipeError:
            _hush()
            ctx.exit(_BROKEN_PIPE)
        except Exception as error:
            complain(_internal(error), traceback.format_exc())
            ctx.exit(1)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = "kg",
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run as a program; wrong usage becomes one line."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        try:
            status = super().main(args, "kg", complete_var, standalone_mode=False, **extra)
        except click.ClickException as error:
            note(f"kg: {_advised(error)}")
            status = error.exit_code
        except click.Abort:
            note("kg: interrupted: what was done until then is kept")
            status = _INTERRUPTED
        except OSError as error:
            _hush()
            note(f"kg: standard output: cannot be written: {error.strerror}")
            status = 1
        sys.exit(status if isinstance(status, int) else 0)


def _internal(error: Exception) -> str:
    advice = "" if verbose() else "; run it again with -v to see where"
    return f"internal error: {type(error).__name__}: {one_line(error)}{advice}"


def _advised(error: click.ClickException) -> str:
    message = one_line(click.ClickException(error.format_message())).rstrip(".")
    context = getattr(error, "ctx", None)
    return f"{message} (kg {context.info_name} --help tells more)" if context and context.parent else message


def _hush() -> None:
    """Let what is left in the buffers of standard output go nowhere: who read it has gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def fail(message: str) -> NoReturn:
    """End the command for wrong usage."""
    raise UsageError(message)

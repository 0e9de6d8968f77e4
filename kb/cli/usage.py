"""What the command-line library says, in Vietnamese: wrong use and the headings of the help."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from kb.cli import output
from kb.errors import message

INTERRUPTED = 130
_QUOTED = re.compile(r"'([^']*)'")
_EXTRA = re.compile(r"unexpected extra arguments?(?:\(s\))? \((.*)\)")


def report(error: typer.TyperException) -> int:
    """Say what is wrong with the arguments in one line, and return the exit code."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "kb"
    if type(error).__name__ == "NoArgsIsHelpError":
        output.raw_error(error.format_message())
    else:
        output.error(f"{_told(error)} {message('cli-see-help', command=path)}")
    return error.exit_code


def _told(error: typer.TyperException) -> str:
    """Return the library's complaint in Vietnamese; its own words never show."""
    for name, told in _tellers():
        if any(base.__name__ == name for base in type(error).__mro__):
            return told(error)
    return _usage(error)


def _tellers() -> Iterator[tuple[str, Callable[[Any], str]]]:
    yield "NoSuchOption", _no_such_option
    yield "MissingParameter", _missing
    yield "BadOptionUsage", _bad_option
    yield "BadParameter", _bad_value


def _no_such_option(error: Any) -> str:  # noqa: ANN401 - the library's own class is private
    near = sorted(error.possibilities or ())
    if near:
        return message("cli-no-such-option-near", name=error.option_name, near=", ".join(near))
    return message("cli-no-such-option", name=error.option_name)


def _missing(error: Any) -> str:  # noqa: ANN401
    return message("cli-missing", name=_parameter(error))


def _bad_option(error: Any) -> str:  # noqa: ANN401
    if "does not take" in error.message:
        return message("cli-option-takes-none", name=error.option_name)
    return message("cli-option-needs-value", name=error.option_name)


def _bad_value(error: Any) -> str:  # noqa: ANN401
    if not error.message.isascii():
        # A complaint of our own is Vietnamese already.
        return str(error.message)
    quoted = _QUOTED.search(error.message)
    value = quoted[1] if quoted else _typed(error.__cause__)
    return message("cli-bad-value", name=_parameter(error), value=value)


def _typed(cause: Any) -> str:  # noqa: ANN401 - the checker behind the option
    """Return the value that was typed, as far as the checker kept it."""
    errors = cause.errors() if hasattr(cause, "errors") else ()
    return str(errors[0].get("input", "…")) if errors else "…"


def _usage(error: typer.TyperException) -> str:
    said = error.format_message()
    if extra := _EXTRA.search(said):
        return message("cli-extra", values=extra[1])
    quoted: list[str] = _QUOTED.findall(said)
    if quoted and "command" in said:
        code = "cli-no-such-command-near" if quoted[1:] else "cli-no-such-command"
        return message(code, name=quoted[0], near=", ".join(quoted[1:]))
    return message("cli-missing-command" if "command" in said else "cli-wrong-use")


def _parameter(error: Any) -> str:  # noqa: ANN401
    if error.param is None:
        return str(error.param_hint or "")
    options = [name for name in error.param.opts if name.startswith("-")]
    argument = error.param.metavar or error.param.name.upper()
    return str(max(options, key=len) if options else argument)


# --- help


class Command(TyperCommand):
    """A command whose help has Vietnamese headings."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - the library's own class is private
        """Return the help with its fixed words translated."""
        return _headings(super().get_help(ctx))


class Group(TyperGroup):
    """A group of commands whose help has Vietnamese headings."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401
        """Return the help with its fixed words translated."""
        return _headings(super().get_help(ctx))


_FIXED = {
    r"^Usage: ": "help-word-usage",
    r"^Options:$": "help-word-options",
    r"^Arguments:$": "help-word-arguments",
    r"^Commands:$": "help-word-commands",
    r"Show this message and exit\.": "help-word-help",
    r"\[OPTIONS\]": "help-word-some-options",
    r"COMMAND \[ARGS\]\.\.\.": "help-word-some-command",
    r"(?<=\[)default: ": "help-word-default",
    r"(?<=\[)env var: ": "help-word-variable",
    r"\brequired(?=\])": "help-word-required",
}


def _headings(text: str) -> str:
    for pattern, code in _FIXED.items():
        text = re.sub(pattern, message(code), text, flags=re.MULTILINE)
    return text


def translate(app: typer.Typer) -> None:
    """Give every command and group of `app` the translated help."""
    app.info.cls = Group
    for command in app.registered_commands:
        command.cls = Command
    for group in app.registered_groups:
        if group.typer_instance is not None:
            group.cls = Group
            translate(group.typer_instance)

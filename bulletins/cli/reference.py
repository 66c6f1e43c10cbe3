"""docs/commands.md, made of what each command says of itself: `make docs`. A test holds the file to it."""

import click

from bulletins.cli.group import EXIT_CODES, bulletins

__all__ = ["reference"]

WIDTH = 100


def reference() -> str:
    """Every command's --help, one after the other, as Markdown."""
    parts = ["# Commands\n", "What `bulletins COMMAND --help` says, made by `make docs`.\n"]
    # a command keeps the help option it was first asked for, so the names must be those that the program gives it
    names = bulletins.context_settings["help_option_names"]
    for name, command in commands():
        context = click.Context(
            command, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH, help_option_names=names
        )
        parts.append(f"## {name}\n\n```\n{command.get_help(context).strip()}\n```\n")
    parts.append(f"## Exit codes\n\n```\n{EXIT_CODES.replace(chr(8), '').strip()}\n```\n")
    return "\n".join(parts)


def commands() -> list[tuple[str, click.Command]]:
    context = click.Context(bulletins)
    found: list[tuple[str, click.Command]] = []
    for name in sorted(bulletins.places):
        command = bulletins.get_command(context, name)
        if command is None:
            continue
        found.append((f"bulletins {name}", command))
        if isinstance(command, click.Group):
            found += [(f"bulletins {name} {inner}", c) for inner, c in sorted(command.commands.items())]
    return found

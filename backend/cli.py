"""The `frontdesk` command: its subcommands are imported one at a time, so that asking for help is quick."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import click

from backend.domain.errors import FrontdeskError
from backend.embedded.errors import EmbeddedStoreError
from backend.settings import SettingsError
from backend.supervisor.errors import StartRefused

HERE = Path(__file__).parent / "commands"
COMMANDS = {
    "up": "Start everything on this machine.",
    "serve": "Serve the web side: webhooks, API, pages.",
    "worker": "Do the work that is due: turns, deliveries.",
    "mail": "Receive patients' mail by SMTP.",
    "train": "Train the dialogue model if its inputs changed.",
    "chat": "Talk to the bot in this terminal.",
    "inbox": "List, claim and answer what waits for staff.",
    "telegram": "Tell Telegram where this installation is.",
    "visits": "Note who came and who did not.",
    "waitlist": "See who waits, and steer what is offered.",
    "closures": "Close for a day and tell everybody affected.",
    "messages": "Show what became of a message.",
    "reminders": "Say when patients are reminded; see what they were told.",
    "templates": "Read and change the words of reminders.",
    "report": "Count what reminders brought; draw it.",
    "db": "Migrate, back up or restore the database.",
    "keys": "Show the state of the keys.",
    "doctor": "Check this installation and say what is wrong.",
    "when": "Read JSON lines, understand the times in them.",
    "nlu": "Read JSON lines, tell intents and entities.",
    "simulate": "Let simulated patients text the product.",
    "bench": "Measure speed and size against baselines.",
}


class Commands(click.Group):
    """The subcommands by name; each is the click command `command` of backend/commands/<name>.py."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table, as far as this release has them."""
        return [name for name in COMMANDS if (HERE / f"{name}.py").exists()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one subcommand; None when there is none of that name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command = importlib.import_module(f"backend.commands.{cmd_name}").command
        if not isinstance(command, click.Command):
            raise TypeError(f"backend.commands.{cmd_name} has no click command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="frontdesk")
def cli() -> None:
    """Run the agent that answers a clinic's patients by text.

    Example: frontdesk up
    """


def main() -> None:
    """Run the command line; a refusal is one sentence on stderr and exit code 1, never a trace."""
    try:
        cli()
    except (SettingsError, EmbeddedStoreError, StartRefused, FrontdeskError) as error:
        click.echo(f"frontdesk: {error}", err=True)
        sys.exit(1)

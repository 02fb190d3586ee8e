"""`python -m bot`: reads `.env`, then runs Kringle or does what an operator asks."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from dotenv import load_dotenv

from bot import doctor, logs, operator
from bot.config import Settings, SettingsInvalid, read_logging
from bot.failures import OperatorError
from core.config import CoreSettings, Environment

GOOD, FAILED, UNUSABLE = 0, 1, 2
ENV_FILE = Path(__file__).parents[1] / ".env"
EPILOG = "Settings come from the environment and from .env; .env.example explains each."


def main(argv: Sequence[str] | None = None) -> int:
    """The exit status: 0 good, 1 a finding or a failure, 2 wrong usage or settings, 75 (try again)
    when Slack's side fell silent."""
    options = _parser().parse_args(argv)
    try:
        _read_env_file()
        logs.configure(*read_logging(Environment(os.environ)))
        return _dispatch(options, os.environ)
    except SettingsInvalid as invalid:
        print(invalid, file=sys.stderr)
        return UNUSABLE
    except OperatorError as error:
        print(error, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return FAILED


def _read_env_file() -> None:
    """What the real environment says counts more."""
    try:
        load_dotenv(ENV_FILE)
    except OSError as error:
        raise OperatorError(f"{ENV_FILE} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise OperatorError(f"{ENV_FILE} is not UTF-8: save it as that.") from error


def _dispatch(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    match options.command:
        case "doctor":
            return _doctor(environ)
        case "migrate":
            return _print(operator.migrate(CoreSettings.from_env(environ)))
        case "keys":
            return _keys(options.action, environ)
        case "resync":
            return _print(operator.resync(CoreSettings.from_env(environ), options.since))
        case _:
            return _run(options, Settings.from_env(environ))


def _run(options: argparse.Namespace, settings: Settings) -> int:
    from bot import app  # Bolt takes half a second to load, which no other command needs

    if options.migrate and not settings.core.is_sqlite:  # which every start migrates, once alone
        operator.migrate(settings.core)
    return app.build(settings, role=options.role).run()


def _keys(action: str, environ: Mapping[str, str]) -> int:
    if action == "new":
        return _print(operator.new_key(CoreSettings.from_env(environ, needs_keys=False)))
    settings = CoreSettings.from_env(environ)
    commands = {"rotate": operator.rotate_keys, "check": operator.check_keys}
    return _print(commands[action](settings))


def _doctor(environ: Mapping[str, str]) -> int:
    status = GOOD
    for finding in doctor.examine(environ):
        print(finding, flush=True)
        status = status if finding.is_good else FAILED
    return status


def _print(answer: operator.Answer) -> int:
    for line in answer.result:
        print(line)
    for line in answer.advice:
        print(line, file=sys.stderr)
    return GOOD if answer.is_good else FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot", description="Secret Santa for Slack.", epilog=EPILOG
    )
    parser.add_argument(
        "--role",
        choices=("all", "web", "worker"),
        default="all",
        help="what this process does: answer Slack (web), draw and deliver (worker), or all",
    )
    parser.add_argument(
        "--migrate", action="store_true", help="bring the database's schema up to date first"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser("migrate", help="bring the database's schema up to date, and end")
    commands.add_parser("doctor", help="check settings, database, keys and Slack, with the cures")
    _add_keys(commands.add_parser("keys", help="the master keys that seal the database"))
    _add_resync(commands.add_parser("resync", help="after restoring a backup: repeat no message"))
    return parser


def _add_keys(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("new", help="print KRINGLE_KEYS with a new key in front; changes nothing")
    actions.add_parser("rotate", help="wrap all data keys with the first master key")
    actions.add_parser("check", help="which master keys are needed, fit, or may be dropped")


def _add_resync(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Run this before starting on a restored database: what was unfinished then is looked for in"
        " Slack before it is sent again."
    )
    parser.add_argument(
        "--since",
        type=_moment,
        required=True,
        metavar="TIME",
        help="when the backup was made, such as 2026-12-01T09:30:00+01:00 or …Z",
    )


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("not a time like 2026-12-01T09:30:00Z") from None
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("no time zone: end it with Z or an offset like +01:00")
    return moment


if __name__ == "__main__":
    sys.exit(main())

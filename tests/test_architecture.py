"""The rooms of the house and the doors between them, as DESIGN.md draws them."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from core.services.registry import Services

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "core", "playground", "migrations")
SOURCES = {
    str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8"))
    for room in ROOMS
    for path in sorted((ROOT / room).rglob("*.py"))
}
FLOWS = (
    "copying",
    "bulletins",
    "console",
    "break_glass",
    "deliveries",
    "drawing",
    "editing",
    "exporting",
    "exchanges",
    "exclusions",
    "forgetting",
    "history",
    "gifts",
    "matches",
    "organizers",
    "invitations",
    "overview",
    "participation",
    "preflight",
    "repairs",
    "rosters",
    "rescues",
    "reveals",
    "talk",
    "wishlists",
    "workspaces",
)

Imports = set[tuple[str, str]]


def imports(room: str) -> Imports:
    """(file, imported module) of everything in a room; `from a import b` is a and a.b."""
    return {
        (path, name)
        for path, tree in SOURCES.items()
        if path.startswith(f"{room}/")
        for name in _imported(tree)
    }


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide the room they lead to"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_in(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def leading_to(found: Imports, *packages: str) -> Imports:
    return {(path, name) for path, name in found if is_in(name, *packages)}


def own(found: Imports) -> Imports:
    return leading_to(found, *ROOMS)


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the last part of what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id, node
            elif isinstance(node.func, ast.Attribute):
                yield node.func.attr, node


def test_core_knows_nothing_of_slack() -> None:
    outside = ("bot", "playground", "tests", "slack_sdk", "slack_bolt", "flask")

    assert leading_to(imports("core"), *outside) == set()


def test_the_domain_stands_on_the_standard_library_alone() -> None:
    found = imports("core/domain")

    foreign = {
        (path, name)
        for path, name in found
        if name.split(".")[0] not in sys.stdlib_module_names and not is_in(name, "core.domain")
    }
    assert foreign - {(path, "core") for path, _ in found} == set()


def test_the_database_looks_down_only() -> None:
    below = ("core.db", "core.domain", "core.crypto", "core.clock", "core.config", "core.hurry")

    upward = own(imports("core/db")) - leading_to(imports("core/db"), *below)

    assert {(path, name) for path, name in upward if name != "core"} == set()


def test_the_services_look_down_only() -> None:
    found = imports("core/services")
    below = (
        "core.services",
        "core.db",
        "core.domain",
        "core.rosters",
        "core.crypto",
        "core.clock",
        "core.ports",
    )

    upward = own(found) - leading_to(found, *below)

    assert {(path, name) for path, name in upward if name != "core"} == set()


def test_the_rosters_know_the_domain_and_what_reads_workbooks_only() -> None:
    found = imports("core/rosters")

    foreign = {
        (path, name)
        for path, name in found
        if name.split(".")[0] not in sys.stdlib_module_names
        and not is_in(name, "core.domain", "core.rosters", "core", "openpyxl")
    }
    assert foreign == set()
    assert own(found) == leading_to(found, "core.domain", "core.rosters", "core")
    assert {path for path, _ in leading_to(found, "openpyxl")} == {"core/rosters/workbooks.py"}


def test_the_ports_know_the_domain_only() -> None:
    ports = {path for path in SOURCES if path in ("core/ports.py", "core/clock.py")}

    found = {(path, name) for path, name in own(imports("core")) if path in ports}

    assert len(ports) == 2
    assert found == leading_to(found, "core.domain")


#: What a start and an operator need of the database: to open it, to migrate it, to check its keys.
OPENS_THE_DATABASE = {"bot/storage.py", "bot/doctor.py", "bot/operator.py"}
TO_OPEN_IT = ("core.db.session", "core.db.vault", "core.db.schema", "core.db.engine")


def test_the_bot_reaches_the_database_through_the_services() -> None:
    found = leading_to(imports("bot"), "core.db") - {(path, "core.db") for path in SOURCES}

    assert {path for path, _ in found} <= OPENS_THE_DATABASE
    assert found == leading_to(found, *TO_OPEN_IT)


def test_the_bot_knows_no_sql() -> None:
    found = leading_to(imports("bot"), "sqlalchemy", "sqlite3", "psycopg")

    # A start explains in words what the database may raise.
    assert {path for path, _ in found} <= {"bot/storage.py"}
    assert found == leading_to(found, "sqlalchemy.exc")


def test_views_are_data_in_and_blocks_out() -> None:
    found = imports("bot/views")

    assert leading_to(found, "core.services", "core.db", "bot.listeners", "slack_bolt") == set()
    assert leading_to(found, "slack_sdk") == leading_to(found, "slack_sdk.models")


def test_only_the_composition_root_knows_all_listeners() -> None:
    found = leading_to(imports("bot"), "bot.listeners", "bot.app")

    allowed = {"bot/app.py", "bot/__main__.py", "bot/doctor.py"}
    assert {path for path, _ in found if not path.startswith("bot/listeners/")} <= allowed


def test_the_playground_knows_neither_bot_nor_core() -> None:
    assert leading_to(imports("playground"), "bot", "core", "migrations") == set()


@pytest.mark.parametrize("room", ["bot", "core", "migrations"])
def test_nothing_knows_the_playground(room: str) -> None:
    assert leading_to(imports(room), "playground", "tests") == set()


def test_a_revision_imports_nothing_of_the_product() -> None:
    assert own(imports("migrations/versions")) == set()


def test_settings_are_read_where_a_process_begins() -> None:
    readers = {path for path, tree in SOURCES.items() if "load_dotenv" in set(_names(tree))}
    takers = {path for path, tree in SOURCES.items() if set(_names(tree)) & {"environ", "getenv"}}

    assert readers <= {"bot/__main__.py", "migrations/env.py"}
    # `environ` is also what a pure function may be given.
    reads_itself = {path for path in takers if leading_to(imports_of(path), "os")}
    assert reads_itself - {path for path in reads_itself if path.startswith("playground/")} <= {
        "bot/__main__.py",
        "migrations/env.py",
    }


def imports_of(path: str) -> Imports:
    return {(path, name) for name in _imported(SOURCES[path])}


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def test_every_select_lives_in_the_repository() -> None:
    selecting = {
        path
        for path, tree in SOURCES.items()
        if path.startswith(("core/", "bot/"))
        and {name for name, _ in calls(tree)} & {"select", "query", "text"}
        and leading_to(imports_of(path), "sqlalchemy")
    }

    outside = {path for path in selecting if not path.startswith("core/db/repository/")}
    # The vault keeps its own table, `data_keys`, which nobody else reads.
    assert outside == {"core/db/vault.py"}


def test_models_are_read_only_through_the_repository() -> None:
    readers = {
        (path, name)
        for path, tree in SOURCES.items()
        if path.startswith("core/services/")
        for name, call in calls(tree)
        if name in {"get", "get_one", "scalars", "scalar", "merge", "refresh"}
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "session"
    }

    assert readers == set()


def test_whoever_moves_a_draw_writes_down_since_when() -> None:
    """What is due before a draw is reckoned from that: see `core.services.deadlines`."""
    movers = {
        path
        for path, tree in SOURCES.items()
        if path.startswith("core/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr == "draw_at"
        and isinstance(node.ctx, ast.Store)
    }

    assert movers == {"core/services/deadlines.py"}


STARTS_SOMETHING = {
    "App",
    "BackgroundScheduler",
    "Database",
    "Event",
    "FencedClient",
    "Flask",
    "Kringle",
    "PoolManager",
    "ProxyManager",
    "Settings",
    "SocketConnections",
    "SocketModeHandler",
    "Thread",
    "ThreadPoolExecutor",
    "WebClient",
    "WebServer",
    "Websocket",
    "basicConfig",
    "certificates",
    "connect",
    "create_engine",
    "from_env",
    "getenv",
    "load_dotenv",
    "make_engine",
    "open",
    "start",
}


def test_no_module_makes_an_engine_a_client_or_settings() -> None:
    found = {
        (path, name)
        for path, tree in SOURCES.items()
        if path != "migrations/env.py"  # Alembic runs it; nobody imports it
        for statement in _at_import(tree)
        for name, _ in calls(statement)
    }

    assert {(path, name) for path, name in found if name in STARTS_SOMETHING} == set()


def _at_import(tree: ast.Module) -> Iterator[ast.AST]:
    for statement in tree.body:
        is_definition = isinstance(statement, ast.FunctionDef | ast.ClassDef)
        is_main = isinstance(statement, ast.If) and "__main__" in ast.dump(statement.test)
        if not (is_definition or is_main):
            yield statement


QUIETLY = """
import sys, threading
FORBIDDEN = ("sqlite3.connect", "socket.connect", "socket.getaddrinfo", "subprocess.Popen")
def watch(event, arguments):
    writes = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
    if event in FORBIDDEN or (writes and not str(arguments[0]).endswith(".pyc")):
        raise SystemExit(f"{event} {arguments} at import")
sys.addaudithook(watch)
sys.dont_write_bytecode = True
import importlib
for name in sys.argv[1:]:
    importlib.import_module(name)
running = [thread.name for thread in threading.enumerate()]
sys.exit(f"threads: {running}" if len(running) > 1 else 0)
"""


def test_nothing_happens_at_import() -> None:
    skipped = ("migrations/", "playground/__main__", "playground/demo")
    modules = [
        path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for path in SOURCES
        if not path.startswith(skipped)
    ]
    command = [sys.executable, "-c", QUIETLY, *modules]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env={})

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("room", ["core/services", "bot/listeners", "bot/views"])
def test_a_flow_has_one_file_name_in_every_room(room: str, flow: str) -> None:
    assert f"{room}/{flow}.py" in SOURCES


def test_every_service_is_a_flow() -> None:
    # The outbox is emptied, clocks that were wrong are mended, people who have not answered, or
    # give today, are reminded, and what is long over is purged, by the scheduler alone.
    by_itself = {"outbox", "timekeeping", "reminders", "exchange_days", "retention"}
    assert {field.name for field in fields(Services)} == {*FLOWS, *by_itself}


def test_every_listener_is_a_flow() -> None:
    # What all flows share: the command and its words, one request, choosing, refusing, the tab.
    shared = {
        "__init__",
        "binding",
        "commands",
        "incoming",
        "choosing",
        "home",
        "beneath",
        "starting",
        "refusals",
    }
    listeners = {Path(path).stem for path in SOURCES if path.startswith("bot/listeners/")}
    assert listeners - shared == set(FLOWS)


#: Packages with a module per flow, and what all flows share in them.
BY_FLOW = {
    "bot/forms": {"__init__", "commands", "fields", "planning"},
    "core/domain/errors": {"__init__", "people", "plans", "root"},
}


@pytest.mark.parametrize("package", BY_FLOW)
def test_a_package_by_flow_is_cut_where_the_flows_are(package: str) -> None:
    modules = {Path(path).stem for path in SOURCES if path.startswith(f"{package}/")}
    assert modules - set(FLOWS) == BY_FLOW[package]

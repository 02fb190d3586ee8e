"""The manifest, the code and Slack's own schema agree."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import ids
from bot.doctor import SCOPES

ROOT = Path(__file__).parents[2]
ORACLE = ROOT.parent / "shared" / "oracle" / "manifest_validate.py"
PATH = ROOT / "app_manifest.yml"

with_oracle = pytest.mark.skipif(not ORACLE.exists(), reason="Slack's schema is not at hand")


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    return loaded


@with_oracle
def test_the_manifest_is_valid_and_grants_what_the_code_calls() -> None:
    command = [sys.executable, str(ORACLE), str(PATH), "--mode", "socket", "--calls", "bot"]

    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert checked.stdout.strip() == "manifest ok"
    assert checked.returncode == 0


@with_oracle
def test_what_the_comments_say_makes_a_valid_manifest_for_http(tmp_path: Path) -> None:
    text = PATH.read_text(encoding="utf-8")
    text = re.sub(r"# HTTP: (url|request_url): (\S+)", r"\1: \2", text)
    text = re.sub(r"true # HTTP: false.*", "false", text)
    changed = tmp_path / "http.yml"
    changed.write_text(text, encoding="utf-8")
    command = [sys.executable, str(ORACLE), str(changed), "--mode", "http"]

    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert checked.stdout.strip() == "manifest ok"


def test_the_manifest_registers_the_command_of_the_code(manifest: dict[str, Any]) -> None:
    (command,) = manifest["features"]["slash_commands"]

    assert command["command"] == ids.COMMAND
    assert command["should_escape"] is True


def test_the_doctor_asks_for_exactly_the_scopes_of_the_manifest(manifest: dict[str, Any]) -> None:
    scopes = manifest["oauth_config"]["scopes"]["bot"]

    assert sorted(scopes) == sorted(SCOPES)


def test_every_scope_says_why() -> None:
    lines = PATH.read_text(encoding="utf-8").splitlines()

    for scope in SCOPES:
        (line,) = [line for line in lines if line.strip().startswith(f"- {scope} ")]
        assert "# " in line


def test_the_manifest_is_named_and_opens_the_home(manifest: dict[str, Any]) -> None:
    assert manifest["display_information"]["name"] == "Kringle"
    assert manifest["settings"]["event_subscriptions"]["bot_events"] == [
        "app_home_opened",
        "user_change",
    ]
    assert manifest["features"]["app_home"]["home_tab_enabled"] is True
    assert manifest["settings"]["socket_mode_enabled"] is True

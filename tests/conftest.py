"""Fixtures for every test: no network beyond this computer, no settings from the shell."""

import os
import sys
from ipaddress import ip_address

import pytest
from hypothesis import settings

# Two shared cores make a deadline a coin toss; in CI the examples are the same at every run.
settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("house")

LOOKUPS = {"socket.getaddrinfo", "socket.gethostbyname"}
CONTACTS = {"socket.connect", "socket.sendto", "socket.sendmsg"}


class NetworkReachedError(RuntimeError):
    """A test wanted to reach a host; tests speak in process or over loopback only."""


def is_local(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode()
    if host in {None, "", "localhost"}:
        return True
    try:
        return ip_address(str(host)).is_loopback
    except ValueError:
        return False


def forbid_network(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook: it sees the sockets of every library, and no test can take it off."""
    if event in LOOKUPS:
        host = arguments[0]
    elif event in CONTACTS and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if not is_local(host):
        test = os.environ.get("PYTEST_CURRENT_TEST", "outside a test")
        raise NetworkReachedError(f"{event} to another host in {test}")


sys.addaudithook(forbid_network)


@pytest.fixture(autouse=True)
def _own_settings_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of the model files stays: it is a fact about the machine, as the path is."""
    for name in set(os.environ) - {"MEDPICS_WEIGHTS"}:
        if name.startswith("MEDPICS_"):
            monkeypatch.delenv(name)

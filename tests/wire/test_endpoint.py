"""Keys and base URLs."""

import copy
import pickle
from dataclasses import dataclass

import pytest

from vidsync.errors import AuthenticationError, InputError
from vidsync.wire.endpoint import Endpoint, Key, find_base_url, find_key
from vidsync.wire.service import Service

KEY = "sk-very-secret-0123456789"


ENDPOINT = Endpoint("Acme", "https://api.example.com", Key(KEY))


def test_a_key_is_not_shown_and_not_copied():
    key = Key(KEY)
    assert KEY not in f"{key} {key!r} {ENDPOINT!r} {[ENDPOINT]}"
    for copying in (pickle.dumps, copy.copy):
        with pytest.raises(TypeError, match="not written"):
            copying(key)


def test_a_key_comes_from_the_argument_or_the_environment(monkeypatch):
    monkeypatch.setenv("ACME_KEY", " from-environment\n")
    address = "https://api.example.com"
    assert find_key("Acme", None, "ACME_KEY", base_url=address).reveal() == "from-environment"
    assert find_key("Acme", "given", "ACME_KEY", base_url=address).reveal() == "given"
    monkeypatch.delenv("ACME_KEY")
    with pytest.raises(AuthenticationError, match="set ACME_KEY"):
        find_key("Acme", None, "ACME_KEY", base_url=address)
    with pytest.raises(AuthenticationError):
        find_key("Acme", "", "ACME_KEY", base_url="http://localhost")
    assert find_key("Acme", None, "ACME_KEY", base_url="http://localhost:1").reveal()


@pytest.mark.parametrize("key", ["two words", "line\nbreak", "ключ", "a\x00b"])
def test_an_impossible_key_is_refused_without_showing_it(key):
    with pytest.raises(AuthenticationError) as caught:
        find_key("Acme", key, "ACME_KEY", base_url="https://x")
    assert key not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    ["http://api.example.com", "ftp://x", "api.example.com", "https://", "https://a:b@x",
     "https://x/?key=1", "https://x/#y", "http://[::1", "http://0.0.0.0", "http://127.0.0.1.x.com"],
)  # fmt: skip
def test_a_base_url_that_would_leak_the_key_is_refused(url):
    with pytest.raises(InputError):
        find_base_url("Acme", url, "ACME_URL", "https://api.example.com")


@pytest.mark.parametrize(
    "url", ["https://x", "http://127.0.0.1:8765/", "http://localhost", "http://[::1]:1"]
)
def test_https_and_this_machine_are_allowed(url, monkeypatch):
    monkeypatch.setenv("ACME_URL", "https://elsewhere")
    assert find_base_url("Acme", url, "ACME_URL", "https://default") == url.rstrip("/")
    assert find_base_url("Acme", None, "ACME_URL", "https://default") == "https://elsewhere"


@dataclass(frozen=True, kw_only=True)
class Keyless(Service):
    title = "Acme"
    address = "http://127.0.0.1:1"
    key_variable = "ACME_KEY"
    base_url_variable = "ACME_URL"
    needs_key = False


def test_a_service_without_a_key_may_be_on_another_machine_without_encryption(monkeypatch):
    monkeypatch.delenv("ACME_KEY", raising=False)
    service = Keyless(base_url="http://192.168.0.2:8080/")
    assert service.endpoint.base_url == "http://192.168.0.2:8080"
    assert service.endpoint.format_key() == ""
    assert service.endpoint.without_key("a message") == "a message"
    with pytest.raises(InputError, match="would send the key unencrypted"):
        Keyless(base_url="http://192.168.0.2:8080/", key=KEY)
    monkeypatch.setenv("ACME_KEY", KEY)
    with pytest.raises(InputError, match="would send the key unencrypted"):
        Keyless(base_url="http://192.168.0.2:8080/")
    assert Keyless(base_url="https://x").endpoint.format_key() == f"Bearer {KEY}"

"""Fetching models from a server, which may break off, lie or send something else."""

import hashlib
import threading

import pytest

from tests.models.conftest import CONTENT, SETTINGS, make_model
from vidsync.errors import FetchError, InputError
from vidsync.models import cached, fetch, install, remove
from vidsync.models import transfer as transfer_module
from vidsync.models.storage import partial_path


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(transfer_module, "_PAUSE", 0.0)


def redirect(handler, target: str, *headers: tuple[str, str]) -> bool:
    handler.send_response(302)
    handler.send_header("Location", target)
    handler.send_header("Content-Length", "0")
    for name, value in headers:
        handler.send_header(name, value)
    handler.end_headers()
    return True


def test_a_model_is_fetched_once(hub, model, cache):
    assert cached(model) is None
    seen = []
    path = fetch(model, on_progress=lambda done, total: seen.append((done, total)))
    assert path == cache / "piper" / "anna.onnx" == cached(model)
    assert path.read_bytes() == CONTENT
    assert path.with_name("anna.onnx.json").read_bytes() == SETTINGS
    assert seen[-1] == (model.size, model.size)
    assert sorted(seen) == seen
    fetch(model)
    assert len(hub.requests) == 2
    assert not list(cache.rglob("*.part"))


def test_an_interrupted_file_goes_on_where_it_ended(hub, model, cache):
    def cut_off(handler) -> bool:
        if handler.path != "/anna.onnx" or "Range" in handler.headers:
            return False
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(CONTENT)))
        handler.end_headers()
        handler.wfile.write(CONTENT[:3000])
        return True

    hub.behave = cut_off
    assert fetch(model).read_bytes() == CONTENT
    assert ("/anna.onnx", "bytes=3000-") in hub.requests


def test_a_later_run_continues_what_an_earlier_one_left(hub, model, cache):
    partial = partial_path(cache / "piper" / "anna.onnx")
    partial.parent.mkdir(parents=True)
    partial.write_bytes(CONTENT[:5000])
    assert fetch(model).read_bytes() == CONTENT
    assert hub.requests[0] == ("/anna.onnx", "bytes=5000-")


@pytest.mark.parametrize("left", [b"x" * 5000, b"x" * len(CONTENT), b"x" * (len(CONTENT) + 9)])
def test_a_partial_file_of_something_else_is_fetched_anew(hub, model, cache, left):
    partial = partial_path(cache / "piper" / "anna.onnx")
    partial.parent.mkdir(parents=True)
    partial.write_bytes(left)
    assert fetch(model).read_bytes() == CONTENT


def test_a_server_without_ranges_sends_the_whole_file(hub, model, cache):
    def ignore_range(handler) -> bool:
        handler.headers.replace_header("Range", "bytes=0-") if "Range" in handler.headers else None
        return False

    hub.behave = ignore_range
    partial = partial_path(cache / "piper" / "anna.onnx")
    partial.parent.mkdir(parents=True)
    partial.write_bytes(CONTENT[:5000])
    assert fetch(model).read_bytes() == CONTENT


def test_a_file_with_the_wrong_hash_is_not_kept(hub, model, cache):
    hub.files["/anna.onnx"] = CONTENT[:-1] + b"!"
    with pytest.raises(FetchError, match=r"anna\.onnx.*hash"):
        fetch(model)
    assert cached(model) is None
    assert not [path for path in (cache / "piper").iterdir() if path.stat().st_size]


@pytest.mark.parametrize("content", [CONTENT + b"!", b"<html>Sign in</html>"])
def test_a_file_of_another_size_is_refused_at_once(hub, model, content):
    hub.files["/anna.onnx"] = content
    with pytest.raises(FetchError, match=f"{len(content):,} bytes.*should have {len(CONTENT):,}"):
        fetch(model)
    assert len(hub.requests) == 1


def test_a_stream_without_a_length_is_cut_at_the_limit(hub, model):
    def endless(handler) -> bool:
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(CONTENT)
        except OSError:
            return True

    hub.behave = endless
    with pytest.raises(FetchError, match="over 10,240 bytes"):
        fetch(model)


@pytest.mark.parametrize(
    ("status", "told", "requests"),
    [(404, "does not have", 1), (401, "asks for an account", 1), (503, "busy", 4)],
)
def test_a_refusal_is_told_and_only_a_passing_one_tried_again(hub, model, status, told, requests):
    hub.behave = lambda handler: handler.send_error(status) or True
    with pytest.raises(FetchError, match=told):
        fetch(model)
    assert len(hub.requests) == requests


def test_an_unreachable_server_is_told_with_what_to_do(hub, model):
    hub.server.server_close()
    with pytest.raises(FetchError, match=r"127\.0\.0\.1 can't be reached") as caught:
        fetch(model)
    assert "--from" in caught.value.hint


def test_redirects_are_followed_with_the_range(hub, model, cache):
    hub.files["/far/anna.onnx"] = CONTENT
    hub.behave = lambda handler: (
        handler.path == "/anna.onnx" and redirect(handler, "/far/anna.onnx")
    )
    partial = partial_path(cache / "piper" / "anna.onnx")
    partial.parent.mkdir(parents=True)
    partial.write_bytes(CONTENT[:100])
    assert fetch(model).read_bytes() == CONTENT
    assert ("/far/anna.onnx", "bytes=100-") in hub.requests


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("/anna.onnx", "without end"),
        ("http://192.0.2.7/x", "not allowed"),
        ("file:///etc/passwd", "not allowed"),
        ("https://x:port/", "Invalid URL"),
        ("https://xn--zz--/", "A-label"),
        ("", "without saying where"),
    ],
)
def test_a_redirect_to_a_wrong_place_is_refused(hub, model, target, told):
    hub.behave = lambda handler: redirect(handler, target)
    with pytest.raises(FetchError, match=told):
        fetch(model)


def test_only_https_is_allowed_elsewhere(monkeypatch, model):
    monkeypatch.setattr("vidsync.models.addresses.HUB", "http://127.0.0.1")
    monkeypatch.setenv("HF_ENDPOINT", "http://192.0.2.7/")
    with pytest.raises(FetchError, match="not allowed"):
        fetch(model)


def publish(hub, **headers: str):
    """Answer as a hub does: a redirect with the hash, then the file from elsewhere."""

    def behave(handler) -> bool:
        if handler.path.startswith("/far"):
            return False
        if handler.path.endswith(".json"):
            blob = hashlib.sha1(b"blob %d\0" % len(SETTINGS) + SETTINGS).hexdigest()
            hub.answer(handler, (("ETag", f'"{blob}"'),))
            return True
        named = [(name.replace("_", "-"), value) for name, value in headers.items()]
        return redirect(handler, "/far" + handler.path, *named)

    hub.files["/far/anna.onnx"] = CONTENT
    hub.behave = behave


def test_a_file_without_a_known_hash_is_checked_by_the_hubs(hub, cache):
    hub.files = {"/anna.onnx.json": SETTINGS}
    digest = hashlib.sha256(CONTENT).hexdigest()
    publish(hub, X_Linked_Etag=f'"{digest}"', X_Linked_Size=str(len(CONTENT)))
    model = make_model(hub, pinned=False)
    assert fetch(model).read_bytes() == CONTENT
    assert cached(model) is not None


def test_a_hash_of_the_hub_that_does_not_match_is_refused(hub, cache):
    publish(hub, X_Linked_Etag=f'"{"0" * 64}"')
    with pytest.raises(FetchError, match="hash is wrong"):
        fetch(make_model(hub, pinned=False))


def test_a_file_without_any_hash_is_not_fetched(hub, cache):
    publish(hub)
    with pytest.raises(FetchError, match="publishes no hash"):
        fetch(make_model(hub, pinned=False))


def test_a_file_of_many_times_the_expected_size_is_refused(hub, cache):
    hub.files = {"/anna.onnx.json": SETTINGS}
    publish(hub, X_Linked_Etag=f'"{"0" * 64}"', X_Linked_Size=str(1 << 40))
    with pytest.raises(FetchError, match="1,099,511,627,776 bytes"):
        fetch(make_model(hub, pinned=False))


def test_two_at_once_fetch_one_copy(hub, model):
    results = []
    threads = [threading.Thread(target=lambda: results.append(fetch(model))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [path.read_bytes() for path in results] == [CONTENT] * 4
    assert len(hub.requests) == 2


def test_a_full_disk_is_told_before_anything_is_fetched(hub, cache):
    with pytest.raises(FetchError, match=r"anna needs .* MB"):
        fetch(make_model(hub, size=1 << 50))
    assert not hub.requests


def test_a_folder_that_cannot_be_written_is_told(hub, model, cache):
    cache.parent.mkdir()
    cache.write_text("a file")
    with pytest.raises(FetchError, match="can't be written"):
        fetch(model)


def test_a_model_is_installed_from_a_folder(model, hub, tmp_path):
    source = tmp_path / "stick"
    source.mkdir()
    (source / "anna.onnx").write_bytes(CONTENT)
    with pytest.raises(InputError, match=r"has no anna\.onnx\.json"):
        install(model, source)
    (source / "anna.onnx.json").write_bytes(b"{}")
    with pytest.raises(InputError, match="its hash is another"):
        install(model, source)
    (source / "anna.onnx.json").write_bytes(SETTINGS)
    assert install(model, source) == cached(model)
    assert not hub.requests


def test_a_removed_model_is_gone(model, cache):
    fetch(model)
    assert remove(model) == model.size
    assert cached(model) is None
    assert not (cache / "piper").exists()
    assert remove(model) == 0

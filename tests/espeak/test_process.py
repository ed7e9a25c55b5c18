"""The worker process: crashes, hangs, invalid answers, threads, forks and its end."""

import os
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor

import pytest

from vidsync.errors import EngineError
from vidsync.espeak import process
from vidsync.espeak.process import Worker
from vidsync.espeak.worker import _EspeakEvent, _read_phone_name

ENGLISH = {"voice": "gmw/en-US", "rate": 175, "pitch": 50}


@pytest.fixture
def worker():
    worker = Worker()
    yield worker
    worker.close()


def fake_worker(monkeypatch, tmp_path, code):
    program = tmp_path / "worker.py"
    program.write_text("import sys, struct, json\n" + textwrap.dedent(code))
    monkeypatch.setattr(process, "_WORKER", program)


def run_python(code):
    return subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error::ResourceWarning", "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_one_process_serves_many_requests(worker):
    first = worker.speak("Hello.", **ENGLISH)
    process_id = worker.process_id
    assert worker.speak("Hello.", **ENGLISH) == first
    assert worker.process_id == process_id


def test_a_killed_worker_is_an_error_and_the_next_request_starts_a_new_one(worker, monkeypatch):
    before = worker.speak("Hello.", **ENGLISH)
    real = process._exchange

    def killed_midway(running, request):
        running.kill()
        return real(running, request)

    with monkeypatch.context() as patch:
        patch.setattr(process, "_exchange", killed_midway)
        with pytest.raises(EngineError, match="broke off") as caught:
            worker.speak("Hello.", **ENGLISH)
    assert "try again" in caught.value.hint
    assert "'Hello.'" in caught.value.message
    assert worker.process_id is None
    assert worker.speak("Hello.", **ENGLISH) == before


def test_a_worker_that_died_between_requests_is_replaced(worker):
    before = worker.speak("Hello.", **ENGLISH)
    os.kill(worker.process_id, signal.SIGTERM)
    worker._process.wait()
    assert worker.speak("Hello.", **ENGLISH) == before


def test_a_worker_that_hangs_is_stopped(tmp_path):
    worker = Worker(timeout=2.0, timeout_per_character=0.0)
    worker.speak("Hello.", **ENGLISH)
    hung = worker._process
    os.kill(hung.pid, signal.SIGSTOP)
    with pytest.raises(EngineError, match="no answer within 2 s"):
        worker.speak("Hello.", **ENGLISH)
    assert hung.returncode == -signal.SIGKILL
    assert worker.process_id is None
    worker.close()


@pytest.mark.parametrize(
    "code",
    [
        "sys.stdout.write('Segmentation fault'); sys.stdout.flush(); sys.stdin.read()",
        "sys.stdout.buffer.write(struct.pack('<I', 4) + b'nope' + struct.pack('<I', 0))",
        "sys.stdout.buffer.write(struct.pack('<I', 2) + b'[]' + struct.pack('<I', 0))",
        "sys.stdout.buffer.write(struct.pack('<I', 2) + b'{}' + struct.pack('<I', 0))",
        "sys.stdout.buffer.write(struct.pack('<I', 2**32 - 1))",
        "sys.stdout.buffer.write(b'ab')",
        "raise SystemExit(3)",
    ],
)
def test_an_unreadable_answer_is_an_error(worker, monkeypatch, tmp_path, code):
    fake_worker(monkeypatch, tmp_path, code)
    with pytest.raises(EngineError):
        worker.speak("Hello.", **ENGLISH)
    assert worker.process_id is None


@pytest.mark.parametrize(
    "event",
    [
        '["word", "1", 0, ""]',
        '["word", 1, 1e400, ""]',
        '["shout", 1, 0, ""]',
        '["phone", 1, 0, null]',
        '["phone", 1, 0]',
        "7",
    ],
)
def test_events_are_checked(worker, monkeypatch, tmp_path, event):
    answer = '{"sample_rate": 22050, "events": [' + event + "]}"
    fake_worker(
        monkeypatch,
        tmp_path,
        f"""
        answer = {answer!r}.encode()
        sys.stdout.buffer.write(struct.pack('<I', len(answer)) + answer + struct.pack('<I', 0))
        sys.stdout.flush()
        sys.stdin.read()
        """,
    )
    with pytest.raises(EngineError, match="invalid answer"):
        worker.speak("Hello.", **ENGLISH)


def test_offsets_and_samples_out_of_range_are_clamped(worker, monkeypatch, tmp_path):
    answer = '{"sample_rate": 22050, "events": [["word", 99, 5, ""], ["phone", -9, 3, "a"]]}'
    fake_worker(
        monkeypatch,
        tmp_path,
        f"""
        answer = {answer!r}.encode()
        sys.stdout.buffer.write(struct.pack('<I', len(answer)) + answer)
        sys.stdout.buffer.write(struct.pack('<I', 8) + bytes(8))
        sys.stdout.flush()
        sys.stdin.read()
        """,
    )
    word, phone = worker.speak("Hello.", **ENGLISH).events
    assert (word.position, word.sample) == (6, 4)
    assert (phone.position, phone.sample) == (0, 4)


def test_an_error_of_the_library_is_reported_and_the_process_stays(worker):
    worker.speak("Hello.", **ENGLISH)
    process_id = worker.process_id
    with pytest.raises(EngineError, match="can't load the voice 'xx/none'"):
        worker.speak("Hello.", voice="xx/none", rate=175, pitch=50)
    assert worker.process_id == process_id


def test_a_phone_name_may_fill_its_field_and_be_cut_within_a_character():
    event = _EspeakEvent()
    whole = "ˈɐ̃ʊ"
    assert len(whole.encode()) == 8
    event.id.string = whole.encode()
    assert _read_phone_name(event) == whole
    event.id.string = "aˈɐ̃ʊ".encode()[:8]
    assert _read_phone_name(event) == "aˈɐ̃"
    event.id.string = b"t"
    assert _read_phone_name(event) == "t"


def test_threads_share_a_worker(worker):
    texts = [f"Number {number}." for number in range(12)]
    expected = [worker.speak(text, **ENGLISH) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda text: worker.speak(text, **ENGLISH), texts)) == expected


def test_an_interrupted_request_leaves_no_answer_for_the_next(worker, monkeypatch):
    before = worker.speak("Hello.", **ENGLISH)
    real = process._read_frame

    def interrupted(running, limit):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(process, "_read_frame", interrupted)
        with pytest.raises(KeyboardInterrupt):
            worker.speak("Something else entirely.", **ENGLISH)
    assert process._read_frame is real
    assert worker.speak("Hello.", **ENGLISH) == before


def test_a_program_exits_without_warnings_and_ends_its_worker():
    done = run_python(
        """
        import sys
        from vidsync.espeak import pronounce
        from vidsync.espeak.process import shared_worker
        pronounce("Hello there.")
        print(shared_worker().process_id)
        """
    )
    assert done.stderr == ""
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)


def test_the_library_is_not_loaded_into_the_caller():
    done = run_python(
        """
        from pathlib import Path
        from vidsync.espeak import pronounce
        pronounce("Hello there.")
        maps = Path("/proc/self/maps")
        print("espeak" in (maps.read_text() if maps.exists() else ""))
        """
    )
    assert (done.stdout, done.stderr) == ("False\n", "")


def test_a_forked_process_starts_its_own_worker():
    done = run_python(
        """
        import os, sys
        from vidsync.espeak import synthesize
        from vidsync.espeak.process import shared_worker
        before = synthesize("Hello there.").audio
        mine = shared_worker().process_id
        child = os.fork()
        if child == 0:
            same = synthesize("Hello there.").audio == before
            sys.exit(0 if same and shared_worker().process_id not in (mine, None) else 1)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status))
        print(shared_worker().process_id == mine)
        print(synthesize("Hello there.").audio == before)
        """
    )
    assert done.stdout.split() == ["0", "True", "True"]
    assert "ResourceWarning" not in done.stderr

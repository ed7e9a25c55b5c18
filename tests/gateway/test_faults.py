import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync.errors import InputError
from vidsync.gateway.faults import Effects, Fault, Faults, parse_fault


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("delay=2", Fault("delay", 2.0)),
        ("drip=0.25:3", Fault("drip", 0.25, 3)),
        ("429:2", Fault("429", None, 2)),
        ("429=1.5", Fault("429", 1.5)),
        (" 500 ", Fault("500")),
        ("cut", Fault("cut")),
        ("Malformed:1", Fault("malformed", None, 1)),
        ("timestamps-unavailable", Fault("timestamps-unavailable")),
    ],
)
def test_parse_fault_reads_kind_value_and_count(text, fault):
    assert parse_fault(text) == fault


@pytest.mark.parametrize(
    "text",
    ["", "200", "600", "delay", "cut=1", "dellay=2", "delay=1.2.3", "delay=99999", "429:", "500:x"],
)
def test_parse_fault_rejects_invalid_texts(text):
    with pytest.raises(InputError):
        parse_fault(text)


def test_the_error_for_a_misspelt_fault_suggests_the_name():
    with pytest.raises(InputError, match="timestamps-unavailable"):
        parse_fault("timestamp-unavailable")


@given(st.text(max_size=20))
def test_any_text_is_a_fault_or_an_input_error(text):
    try:
        fault = parse_fault(text)
    except InputError:
        return
    assert fault.status is None or 400 <= fault.status <= 599


def test_counted_faults_expire_and_statuses_take_turns():
    faults = Faults(
        [
            Fault("cut", None, 1),
            Fault("429", 0.5, 2),
            Fault("503", None, 1),
            Fault("delay", 0.1, 1),
        ]
    )
    assert faults.strike() == Effects(delay=0.1, status=429, retry_after=0.5)
    assert faults.strike() == Effects(status=429, retry_after=0.5)
    assert faults.strike() == Effects(status=503)
    assert faults.strike() == Effects(cut=True)
    assert faults.strike() == Effects()


def test_the_faults_of_a_request_are_added_to_those_of_the_gateway():
    faults = Faults([Fault("cut")])
    assert faults.strike("malformed, delay=1") == Effects(cut=True, malformed=True, delay=1.0)
    assert faults.strike() == Effects(cut=True)

"""What the network says of a request without an answer is written in words, never as Python's objects."""

import pytest
from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.python.failure import Failure as Wrapped
from twisted.web.client import ResponseFailed, ResponseNeverReceived

from crawler.download.error_names import failure_of


def as_scrapy_raises(wrapping: ResponseFailed) -> DownloadFailedError:
    error = DownloadFailedError(str(wrapping))
    error.__cause__ = wrapping
    return error


CLOSED = {
    "closed cleanly": (ConnectionDone(), "connection failed: Connection was closed cleanly."),
    "lost": (ConnectionLost(), "connection failed: Connection to the other side was lost in a non-clean fashion."),
    "words of its own": (ValueError("bad chunk"), "connection failed: bad chunk"),
    "no words": (KeyError(), "connection failed: key error"),
}


@pytest.mark.parametrize("kind", CLOSED)
def test_a_connection_that_was_closed_is_said_in_words(kind: str) -> None:
    reason, said = CLOSED[kind]
    assert str(failure_of(as_scrapy_raises(ResponseNeverReceived([Wrapped(reason)])))) == said


def test_what_is_wrapped_twice_is_said_in_words() -> None:
    inner = ResponseFailed([Wrapped(ConnectionDone())])
    assert str(failure_of(as_scrapy_raises(ResponseFailed([Wrapped(inner)])))) == CLOSED["closed cleanly"][1]


def test_a_wrapped_error_that_scrapy_passes_on_is_said_in_words() -> None:
    said = str(failure_of(ResponseFailed([Wrapped(ConnectionDone())])))
    assert said == "request failed: Connection was closed cleanly."


def test_a_timeout_says_no_more_than_its_name() -> None:
    assert str(failure_of(DownloadTimeoutError("Getting x took longer than 3 seconds."))) == "timed out"

"""The embedded broker: each message reaches one reader, whole, however many write and read at once."""

import threading
from queue import Empty

import pytest
from kombu import Connection

from config import broker


@pytest.fixture
def channel(tmp_path):
    """A function that opens one more channel on the same folder."""
    options = broker.options(tmp_path / "broker")
    broker.install()
    connections = []

    def open_one():
        connections.append(Connection("filesystem://", transport_options=options))
        return connections[-1].channel()

    yield open_one
    for connection in connections:
        connection.release()


def drain(channel, queue):
    found = []
    while True:
        try:
            found.append(channel._get(queue))
        except Empty:
            return found


def test_messages_come_in_the_order_they_were_sent(channel):
    one = channel()
    for number in range(5):
        one._put("celery", {"n": number})
        threading.Event().wait(0.002)
    assert [message["n"] for message in drain(one, "celery")] == [0, 1, 2, 3, 4]


def test_a_queue_takes_only_its_own_messages(channel):
    one = channel()
    one._put("celery", {"n": 1})
    one._put("other.celery", {"n": 2})
    assert [message["n"] for message in drain(one, "celery")] == [1]


def test_a_half_written_message_is_not_seen(channel, tmp_path):
    (tmp_path / "broker" / "1_ab.celery.part").write_text('{"n"')
    assert drain(channel(), "celery") == []


def test_a_damaged_message_is_dropped_and_the_next_one_taken(channel, tmp_path):
    one = channel()
    (tmp_path / "broker" / "1_ab.celery.msg").write_text("")
    one._put("celery", {"n": 1})
    assert [message["n"] for message in drain(one, "celery")] == [1]


def test_four_writers_and_three_readers_lose_and_double_nothing(channel):
    done, found = threading.Event(), []

    def write(start):
        mine = channel()
        for number in range(start, start + 100):
            mine._put("celery", {"n": number})

    def read():
        mine = channel()
        while not done.is_set():
            found.extend(message["n"] for message in drain(mine, "celery"))
        found.extend(message["n"] for message in drain(mine, "celery"))

    readers = [threading.Thread(target=read) for _ in range(3)]
    writers = [threading.Thread(target=write, args=(start,)) for start in (0, 100, 200, 300)]
    for thread in readers + writers:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in readers:
        thread.join()
    assert sorted(found) == list(range(400))

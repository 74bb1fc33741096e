"""Limits from the first byte: thousands of idle and slow connections cost a reader nothing; one address
and one person get so much and no more.

  guard_test.py BINARY
"""
import json
import os
import resource
import selectors
import socket
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.dirname(__file__))
from served import Case, registered  # noqa: E402

Case.binary = os.path.abspath(sys.argv.pop(1))

IDLE = 2000
SLOW = 500
HEAD_SECONDS = 10  # docs/http.md, "The connection"


class Slow(threading.Thread):
    """Connections that send one byte of a head a second; notes when the server ends each."""

    def __init__(self, port, count):
        super().__init__(daemon=True)
        self.start_time = time.monotonic()
        self.sockets = [socket.create_connection(("127.0.0.1", port)) for _ in range(count)]
        self.closed_after = []
        self.running = True

    def run(self):
        selector = selectors.DefaultSelector()
        for one in self.sockets:
            one.setblocking(False)
            selector.register(one, selectors.EVENT_READ)
        sent = 0
        while self.running and selector.get_map():
            if time.monotonic() - self.start_time >= sent:
                sent += 1
                for key in list(selector.get_map().values()):
                    try:
                        key.fileobj.send(b"G" if sent == 1 else b"x")
                    except OSError:
                        pass  # the read side tells
            for key, _ in selector.select(0.1):
                try:
                    alive = key.fileobj.recv(4096)
                except OSError:
                    alive = b""
                if not alive:
                    selector.unregister(key.fileobj)
                    self.closed_after.append(time.monotonic() - self.start_time)


class GuardTest(Case):
    def test_idle_and_slow_connections_cost_a_reader_nothing(self):
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        served = self.serve("--requests-a-second", "0")
        self.assertEqual(served.publish(registered("r-1", "C-1"), unix=True)[0], 201)
        idle = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(IDLE)]
        slow = Slow(served.port, SLOW)
        self.addCleanup(lambda: [one.close() for one in idle + slow.sockets])
        slow.start()
        times = []
        while time.monotonic() - slow.start_time < HEAD_SECONDS + 5:
            began = time.monotonic()
            status, _, body = served.ask("/api/customers/C-1")
            times.append(time.monotonic() - began)
            self.assertEqual(status, 200, body)
            self.assertEqual(served.ask("/readyz", None)[0], 200)
        slow.running = False
        slow.join()
        self.assertGreater(len(times), 50)
        self.assertEqual(len(slow.closed_after), SLOW, "each slow one is ended")
        self.assertGreater(min(slow.closed_after), HEAD_SECONDS - 1.5)
        for one in idle:  # these have a minute
            one.setblocking(False)
            with self.assertRaises(BlockingIOError):
                one.recv(1)
        times.sort()
        print(f"{len(times)} reads beside {IDLE} idle and {SLOW} slow connections: "
              f"p50 {times[len(times) // 2] * 1000:.1f} ms, most {times[-1] * 1000:.1f} ms", flush=True)

    def test_an_address_gets_so_many_connections(self):
        served = self.serve("--connections-by-address", "20")
        held = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(20)]
        self.addCleanup(lambda: [one.close() for one in held])
        for one in held:  # all are served
            one.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
            self.assertTrue(one.recv(4096).startswith(b"HTTP/1.1 200"))
        over = socket.create_connection(("127.0.0.1", served.port))
        self.assertEqual(over.recv(1), b"")
        over.close()
        self.assertEqual(served.ask("/livez", None, unix=True)[0], 200, "the socket has no address")
        held.pop().close()
        for _ in range(100):  # there is room again
            try:
                with socket.create_connection(("127.0.0.1", served.port)) as again:
                    again.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    if again.recv(4096).startswith(b"HTTP/1.1 200"):
                        return
            except (ConnectionResetError, BrokenPipeError):
                pass  # closed before it had read what was sent
            time.sleep(0.05)
        self.fail("no room after one had left")

    def test_a_person_may_ask_so_often(self):
        served = self.serve("--requests-a-second", "1", "--requests-at-once", "5")
        statuses = [served.ask("/api/portfolio", "manager")[0] for _ in range(12)]
        self.assertEqual(statuses[:5], [200] * 5)
        self.assertIn(429, statuses)
        for _ in range(20):
            status, headers, body = served.ask("/api/portfolio", "manager")
            if status == 429:
                break
        self.assertEqual(status, 429)
        self.assertEqual(json.loads(body)["type"], "/problems/too-many-requests")
        self.assertEqual(headers["Retry-After"], "1")
        self.assertEqual(served.ask("/api/portfolio", "supervisor")[0], 200, "somebody else")
        for i in range(12):  # publishers are held back by the log alone
            self.assertEqual(served.publish(registered(f"r-{i}", f"C-{i}"))[0], 201)
            self.assertEqual(served.ask("/api/portfolio", None, unix=True)[0], 200, "the machine's own")


unittest.main()

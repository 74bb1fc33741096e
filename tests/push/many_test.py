"""Push under many, slow, uninvited and forgetful clients, and readers that name their position.

Usage: many_test.py PATH_OF_DOSSIER
"""
import asyncio
import base64
import contextlib
import getpass
import json
import os
import resource
import socket
import sys
import threading
import time
import unittest

import push_support
from push_support import Http, Server, Writer, note

push_support.use_venv()
from websockets.asyncio.client import connect, unix_connect  # noqa: E402
from websockets.exceptions import ConnectionClosed, InvalidStatus  # noqa: E402

BINARY = os.path.abspath(sys.argv.pop(1))
SUBSCRIBERS = 2000
READERS = 50


def subscribe(topic, name="s"):
    return json.dumps({"type": "subscribe", "id": name, "topic": topic})


async def next_of(client, kind, most=20):
    """The next message of that type; others are passed over."""
    while True:
        message = json.loads(await asyncio.wait_for(client.recv(), most))
        if message["type"] == kind:
            return message


def raw_web_socket(server, receive_bytes=None, version="13", path="/ws"):
    """A socket after a handshake by hand, and the head of the answer."""
    raw = socket.socket()
    if receive_bytes:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    raw.settimeout(60)
    raw.connect(("127.0.0.1", server.port))
    key = base64.b64encode(os.urandom(16)).decode()
    raw.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                f"Authorization: {server.as_role('supervisor')['Authorization']}\r\n"
                f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: {version}\r\n\r\n".encode())
    head = b""
    while b"\r\n\r\n" not in head:
        head += raw.recv(1)
    return raw, head.decode()


def masked(text):
    """A client's text frame; the mask is all zeros."""
    data = text.encode()
    assert len(data) < 126
    return bytes([0x81, 0x80 | len(data), 0, 0, 0, 0]) + data


class Many(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        cls.server = Server(BINARY)
        cls.http = Http(cls.server.port)
        cls.old_ticket = cls.ticket(cls.http)
        cls.old_ticket_at = time.monotonic()
        for customer in ("C-1", "C-2", "C-3"):
            cls.http.publish_and_see(note(customer, f"first-{customer}"))

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    @staticmethod
    def ticket(http):
        status, text = http.ask("POST", "/api/tickets")
        assert status == 201, text
        return json.loads(text)["ticket"]

    def refused(self, status, url=None, **arguments):
        async def attempt():
            with self.assertRaises(InvalidStatus) as raised:
                signed_in = {} if url else {"additional_headers": self.server.as_role("supervisor")}
                async with connect(url or self.server.ws, **signed_in, **arguments):
                    pass
            return raised.exception.response
        response = asyncio.run(attempt())
        self.assertEqual(response.status_code, status)
        return json.loads(response.body)

    def test_pages_of_other_origins_are_refused(self):
        async def greeted(origin):
            async with connect(self.server.ws, origin=origin, additional_headers=self.server.as_role("supervisor")) as client:
                await client.send(subscribe("customer/C-1"))
                return (await next_of(client, "snapshot"))["why"]
        for origin in ("https://evil.example", "http://127.0.0.1:1", "null"):
            self.assertEqual(self.refused(403, origin=origin)["type"], "/problems/forbidden")
            self.assertEqual(self.http.ask("GET", "/api/stream?topic=portfolio", headers={"Origin": origin})[0], 403)
        for origin in (None, f"http://127.0.0.1:{self.server.port}", "https://desk.bank.example"):
            self.assertEqual(asyncio.run(greeted(origin)), "first")

    def test_only_version_13_and_a_sound_upgrade_are_taken(self):
        for version in ("8", "14"):
            raw, head = raw_web_socket(self.server, version=version)
            self.assertIn("HTTP/1.1 426", head)
            self.assertIn("Sec-WebSocket-Version: 13", head)
            raw.close()
        self.assertEqual(self.http.ask("GET", "/ws")[0], 426)

    def test_a_ticket_is_good_once_and_speaks_for_who_asked(self):
        ticket = self.ticket(Http(self.server.port, self.server.socket_path))

        async def use():
            async with connect(f"{self.server.ws}?ticket={ticket}") as client:
                await client.send(subscribe("operations"))
                return await next_of(client, "snapshot")
        self.assertEqual(asyncio.run(use())["operations"]["quarantine"], 0)
        self.refused(401, f"{self.server.ws}?ticket={ticket}")
        self.refused(401, f"{self.server.ws}?ticket=made-up")

    def test_z_an_old_ticket_is_refused(self):
        time.sleep(max(0, self.old_ticket_at + 31 - time.monotonic()))
        self.refused(401, f"{self.server.ws}?ticket={self.old_ticket}")

    def test_who_looks_is_told_to_the_others(self):
        async def look():
            async with connect(self.server.ws, additional_headers=self.server.as_role("supervisor")) as officer:
                await officer.send(subscribe("customer/C-1"))
                await next_of(officer, "snapshot")
                async with unix_connect(self.server.socket_path, uri="ws://localhost/ws") as admin:
                    await admin.send(subscribe("customer/C-1"))
                    await admin.send(json.dumps({"type": "presence", "id": "s", "looking": True}))
                    join = await next_of(officer, "presence")
                leave = await next_of(officer, "presence")
                return join, leave
        join, leave = asyncio.run(look())
        self.assertEqual((join["event"], join["who"]), ("join", [{"id": getpass.getuser(), "role": "admin"}]))
        self.assertEqual((leave["event"], leave["who"]), ("leave", join["who"]))

    def test_one_broadcast_reaches_2000_subscribers(self):
        asyncio.run(self.broadcast())

    async def broadcast(self):
        async def one():
            client = await connect(self.server.ws, additional_headers=self.server.as_role("supervisor"), compression=None, ping_interval=None, open_timeout=60)
            await client.send(subscribe("customer/C-2"))
            await next_of(client, "snapshot", 60)
            return client
        clients = []
        while len(clients) < SUBSCRIBERS:
            clients += await asyncio.gather(*(one() for _ in range(100)))
        position = await asyncio.to_thread(self.http.publish, note("C-2", "broadcast"))
        changes = await asyncio.gather(*(next_of(client, "change", 60) for client in clients))
        self.assertEqual({change["position"] for change in changes}, {position})
        self.assertEqual(len(changes), SUBSCRIBERS)
        for client in clients:
            client.transport.abort()

    def test_a_reader_that_does_not_read_is_dropped_and_the_others_get_all(self):
        asyncio.run(self.slow_reader())

    async def slow_reader(self):
        dropped = self.server.metric("dossier_push_dropped_total")
        slow, head = raw_web_socket(self.server, receive_bytes=4096)
        self.assertIn("101", head)
        slow.sendall(masked(subscribe("customer/C-3")))
        positions = []
        writer = Http(self.server.port)
        async with connect(self.server.ws, additional_headers=self.server.as_role("supervisor"), max_queue=None) as fast:
            await fast.send(subscribe("customer/C-3"))
            await next_of(fast, "snapshot")
            number = 0
            while self.server.metric("dossier_push_dropped_total") == dropped:
                for _ in range(10):
                    text = "slow " * 2000
                    positions.append(await asyncio.to_thread(writer.publish, note("C-3", f"slow-{number}", text)))
                    number += 1
                if number > 200:
                    await asyncio.sleep(0.5)
                self.assertLess(number, 2000, "the slow reader was never dropped")
            heard = [(await next_of(fast, "change"))["position"] for _ in positions]
        self.assertEqual(heard, positions)
        rest = b""
        with contextlib.suppress(ConnectionResetError):
            while piece := slow.recv(65536):
                rest += piece
        slow.close()
        self.assertIn(b'{"type":"closing","code":1013,"reason":"slow"}', rest)
        self.assertTrue(rest.endswith(b"\x88\x06\x03\xf5slow"), rest[-20:])

    def test_50_readers_behind_a_writer_are_never_stale(self):
        http = Http(self.server.port)
        http.publish(note("C-4", "n-first", "note 0"))
        writer = Writer(self.server.port, lambda number: note("C-4", f"n-{number}", f"note {number}"))
        writer.start()
        stale, reads, end = [], [0] * READERS, time.monotonic() + 4

        def read(index):
            mine = Http(self.server.port)
            while time.monotonic() < end and not stale:
                position = writer.position
                if not position:
                    continue
                at_least = writer.number - 1  # it may be one behind that position
                page = mine.get(f"/api/customers/C-4/timeline?limit=1&min_position={position}")
                newest = page["entries"][0]["text"]["description"]
                found = int("".join(c for c in newest if c.isdigit()) or -1)
                if found < at_least:
                    stale.append((found, at_least))
                reads[index] += 1
        threads = [threading.Thread(target=read, args=(index,)) for index in range(READERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        writer.stop()
        self.assertEqual(stale, [])
        self.assertGreater(min(reads), 0)
        self.assertGreater(writer.number, 50)

    def test_a_message_that_is_too_long_or_binary_ends_the_connection(self):
        async def closed_by(message):
            async with connect(self.server.ws, additional_headers=self.server.as_role("supervisor")) as client:
                await client.send(message)
                with self.assertRaises(ConnectionClosed) as raised:
                    while True:
                        await asyncio.wait_for(client.recv(), 20)
                return raised.exception.rcvd.code
        self.assertEqual(asyncio.run(closed_by("x" * 17000)), 1009)
        self.assertEqual(asyncio.run(closed_by(b"bytes")), 1008)

    def test_a_trace_goes_from_the_publisher_to_the_reader(self):
        async def traced():
            async with connect(self.server.ws, additional_headers=self.server.as_role("supervisor")) as client:
                await client.send(subscribe("customer/C-1"))
                await next_of(client, "snapshot")
                parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
                await asyncio.to_thread(self.http.publish, {**note("C-1", "traced"), "traceparent": parent})
                return (await next_of(client, "change"))["traceparent"], parent
        self.assertEqual(*asyncio.run(traced()))


class Stop(unittest.TestCase):
    def test_a_stop_tells_every_client(self):
        server = Server(BINARY)
        Http(server.port).publish_and_see(note("C-1", 1))

        async def stop():
            async with connect(server.ws, additional_headers=server.as_role("supervisor")) as client:
                await client.send(subscribe("customer/C-1"))
                await next_of(client, "snapshot")
                await asyncio.to_thread(server.process.terminate)
                closing = await next_of(client, "closing")
                with self.assertRaises(ConnectionClosed) as raised:
                    await client.recv()
                return closing, raised.exception.rcvd.code
        closing, code = asyncio.run(stop())
        self.assertEqual((closing["code"], code), (1001, 1001))
        self.assertEqual(server.process.wait(30), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)

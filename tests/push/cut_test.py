"""A client that is cut off again and again ends with exactly what the server has, each change seen once:
written with Python's websockets, and once more with Node's ws.

Usage: cut_test.py PATH_OF_DOSSIER
"""
import asyncio
import json
import os
import random
import subprocess
import sys
import unittest

import push_support
from push_support import Http, Server, Writer, event, loan, note

push_support.use_venv()
from websockets.asyncio.client import connect  # noqa: E402

BINARY = os.path.abspath(sys.argv.pop(1))
CUTS = 200
SEED = int(os.environ.get("DOSSIER_TEST_SEED", random.randrange(2**32)))


def mixed(number):
    """What a customer's stream is made of here; every fourth is another customer's."""
    if number % 4 == 3:
        return note("C-2", number)
    if number % 5 == 1:
        return event("C-1", number, "payment.received", payment_id=f"P-{number}", loan_id="LN-0",
                     value_date="2026-01-15", amount={"amount": "1.00", "currency": "JMD"},
                     method="bank_transfer")
    return note("C-1", number)


class Holder:
    """What a client holds of one customer: entries by id, a version, and the position to resume with."""

    def __init__(self, port):
        self.http = Http(port)
        self.entries, self.version, self.after = {}, None, None
        self.seen, self.snapshots, self.days = set(), [], []

    def take(self, message):
        kind = message["type"]
        if kind in ("change", "day", "rates"):
            assert message["position"] not in self.seen, f"told twice: {message}"
            self.seen.add(message["position"])
        if "business_date" in message and kind in ("change", "day"):
            self.days.append(message["business_date"])
        if kind == "change":
            for gone in message["withdrawn"]:
                # What was read for a snapshot may be newer than the snapshot: it may be gone already.
                self.entries.pop(gone, None)
            for entry in message["rows"]:
                self.entries[entry["id"]] = entry
            self.version = message["version"]
        elif kind == "snapshot":
            self.snapshots.append(message["why"])
            self.seen.clear()  # what was held counts no more
            entries, self.version = self.http.timeline("C-1", message["position"])
            self.entries = {entry["id"]: entry for entry in entries}
        elif kind not in ("subscribed", "day", "rates", "heartbeat"):
            raise AssertionError(message)
        if "position" in message and kind != "subscribed":
            self.after = message["position"]

    def subscribe(self):
        ask = {"type": "subscribe", "id": "s", "topic": "customer/C-1"}
        return json.dumps({**ask, "after": self.after} if self.after else ask)


class Cut(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(BINARY)
        cls.http = Http(cls.server.port)
        cls.operator = Http(cls.server.port, cls.server.socket_path)
        cls.http.publish_and_see(loan("C-1", 0))

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def open_day(self, date):
        status, text = self.operator.ask("POST", "/api/ops/open-day", json.dumps({"date": date}))
        self.assertEqual(status, 200, text)

    def check(self, entries, version):
        """The holder's entries, in the server's own words."""
        truth, truth_version = self.http.timeline("C-1")
        self.assertEqual(version, truth_version)
        self.assertEqual(len(truth), len({entry["id"] for entry in truth}))
        self.assertEqual({entry["id"]: entry for entry in truth}, entries)

    def test_a_client_cut_200_times_holds_exactly_the_servers_state(self):
        asyncio.run(self.cut_again_and_again())

    async def cut_again_and_again(self):
        draw = random.Random(SEED)
        print("seed", SEED)
        holder = Holder(self.server.port)
        opened = []
        with Writer(self.server.port, mixed, 0.008):
            for cut in range(CUTS):
                if cut % 40 == 20:
                    opened.append(f"2026-02-{1 + cut // 8:02}")
                    await asyncio.to_thread(self.open_day, opened[-1])
                async with connect(self.server.ws, additional_headers=self.server.as_role("supervisor"), compression=None) as socket:
                    await socket.send(holder.subscribe())
                    for _ in range(draw.randrange(8)):
                        holder.take(json.loads(await asyncio.wait_for(socket.recv(), 60)))
                    await asyncio.sleep(draw.random() * 0.02)
                    socket.transport.abort()
        version = self.http.timeline("C-1")[1]
        async with connect(self.server.ws, additional_headers=self.server.as_role("supervisor")) as socket:
            await socket.send(holder.subscribe())
            while holder.version != version:
                holder.take(json.loads(await asyncio.wait_for(socket.recv(), 20)))
            socket.transport.abort()
        self.check(holder.entries, holder.version)
        self.assertGreater(len(holder.entries), 200)
        # Each cut before the first snapshot was read starts anew; none later had to.
        self.assertEqual(set(holder.snapshots), {"first"})
        self.assertEqual(len(holder.snapshots), 1)
        self.assertEqual(sorted(holder.days), opened)

    def test_a_client_of_node_does_the_same(self):
        folder = push_support.NODE
        script = os.path.join(push_support.HERE, "cut.mjs")
        with Writer(self.server.port, lambda number: mixed(number + 1_000_000), 0.008):
            node = subprocess.Popen(["node", script, str(self.server.port), str(CUTS), str(SEED)], text=True,
                                    cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                    env={**os.environ, "PUSH_NODE_MODULES": folder,
                                         "PUSH_TOKEN": self.server.tokens["admin"]})
            self.assertEqual(node.stdout.readline(), "cut\n")
        out, _ = node.communicate(timeout=60)
        self.assertEqual(node.returncode, 0, out)
        self.assertIn(f"cut {CUTS} times", out)

    def test_a_server_that_was_killed_brings_its_clients_up_to_date(self):
        asyncio.run(self.killed())

    async def killed(self):
        server = Server(BINARY)
        Http(server.port).publish_and_see(loan("C-1", 0))
        holder = Holder(server.port)
        for life in range(4):
            holder.http, http = Http(server.port), Http(server.port)
            async with connect(server.ws, additional_headers=server.as_role("supervisor")) as socket:
                await socket.send(holder.subscribe())
                positions = [await asyncio.to_thread(http.publish, mixed(life * 100 + i)) for i in range(40)]
                self.assertEqual(len(positions), 40)
                version = http.timeline("C-1", positions[-2])[1]
                while holder.version != version:
                    holder.take(json.loads(await asyncio.wait_for(socket.recv(), 20)))
                socket.transport.abort()  # to say goodbye, it would read what is still on its way
            entries, truth_version = http.timeline("C-1")
            self.assertEqual((holder.version, {entry["id"]: entry for entry in entries}),
                             (truth_version, holder.entries))
            server.kill()  # at once: views of the last half second are folded again
            server.start()
        server.stop()

    def test_an_event_stream_resumes_with_the_last_event_id(self):
        position = self.http.publish_and_see(note("C-1", "sse-1"))
        first = Stream(self.server.port, "customer/C-1")
        self.assertEqual([first.next()[0], first.next()[0]], ["subscribed", "snapshot"])
        self.http.publish(note("C-1", "sse-2"))
        kind, identity, data = first.next()
        self.assertEqual((kind, identity), ("change", data["position"]))
        first.close()
        missed = self.http.publish(note("C-1", "sse-3"))
        second = Stream(self.server.port, "customer/C-1", identity)
        self.assertEqual(second.next()[2]["resumed"], True)
        self.assertEqual(second.next()[2]["position"], missed)
        second.close()
        self.assertNotEqual(position, missed)


class Stream:
    """Server-sent events, by hand."""

    def __init__(self, port, topic, last=None):
        self.http = Http(port)
        self.connection = self.http.connection
        self.connection.request("GET", f"/api/stream?topic={topic}",
                                headers={**self.http.signed_in, **({"Last-Event-ID": last} if last else {})})
        self.answer = self.connection.getresponse()
        assert self.answer.status == 200
        assert self.answer.headers["Content-Type"] == "text/event-stream"

    def next(self):
        """(event, id, data) of the next event; comments are passed over."""
        fields = {}
        while True:
            line = self.answer.readline().decode()
            assert line, "the stream ended"
            line = line.rstrip("\n")
            if line and not line.startswith(":"):
                name, value = line.split(": ", 1)
                fields[name] = value
            elif fields:
                return fields["event"], fields.get("id"), json.loads(fields["data"])

    def close(self):
        self.answer.close()
        self.connection.close()


if __name__ == "__main__":
    unittest.main(verbosity=2)

"""Two servers on one log, each with its own folder, one vault between them. One is frozen in mid-batch and
woken after the other took over: each event stands once, in the order of its subject, and both answer the
same at the same position. Then the one that holds the vault is killed, and the other goes on.

  two_serves_test.py BINARY [EVENTS]
"""
import json
import os
import signal
import sys
import tempfile
import threading
import time

import kafka_support
from kafka_support import Broker, Dossier, note, wait_until

kafka_support.use_venv()
import kill_test_support as kills  # noqa: E402


def both_read(first, second):
    parts = [d.metric("dossier_inbox_partitions") for d in (first, second)]
    return all(parts) and sum(parts) == 4


def same_answer(first, second, customer):
    """The same bytes of the same position, whoever is asked."""
    position = first.get(f"/api/customers/{customer}")["position"]
    path = f"/api/customers/{customer}?min_position={position}"
    one, two = first.get(path), second.get(path)
    assert one == two, (one, two)
    lines = f"/api/customers/{customer}/timeline?limit=200"
    assert first.get(lines)["entries"] == second.get(lines)["entries"]


def main():
    events = int(sys.argv[2]) if len(sys.argv) > 2 else 30_000
    with tempfile.TemporaryDirectory(prefix="dossier-two-", ignore_cleanup_errors=True) as folder:
        broker = Broker()
        vault = os.path.join(folder, "keys", "vault")
        first, second = (Dossier(os.path.abspath(sys.argv[1]), broker, os.path.join(folder, name), vault=vault)
                         for name in ("one", "two"))
        first.cli("topics", "create")
        first.start()
        second.start()
        wait_until(lambda: both_read(first, second), 60)
        filling = threading.Thread(target=kills.fill_inbox, args=(broker, range(events)), daemon=True)
        filling.start()

        # The first holds the vault; the second is frozen amid its batches.
        wait_until(lambda: second.metric("dossier_inbox_events_total") > events / 20, 120, 0.002)
        second.process.send_signal(signal.SIGSTOP)
        print(f"frozen at {kills.in_log(first):.0f} records", flush=True)
        wait_until(lambda: first.metric("dossier_inbox_partitions") == 4, 60)
        wait_until(lambda: kills.in_log(first) >= events and
                   first.metric("dossier_inbox_unread_records") == 0, 180, 0.2)
        second.process.send_signal(signal.SIGCONT)
        wait_until(lambda: both_read(first, second), 60)
        time.sleep(2)  # what the frozen one still had in hand is on its way
        wait_until(lambda: second.metric("dossier_kafka_unread_records") == 0)
        voids = [kills.check_log(d, events) for d in (first, second)]
        assert voids[0] == voids[1]
        assert first.dump() == second.dump() == second.dump("--from-zero")
        for number in range(20):
            same_answer(first, second, f"K-{number}")
        print(f"{events} events, once each and in order; {voids[0]} voids of the frozen one", flush=True)

        # The holder of the vault is gone: the other takes its place, and opens what both have sealed.
        first.kill()
        started = time.time()
        wait_until(lambda: second.publish(note("after", "K-1", "Said after the kill."))[2][0]["status"] == 201, 30)
        new = second.publish(note("after", "new-customer", "Of a new customer."))[2][0]
        assert new["status"] == 201, new
        text = json.dumps(second.entries("K-1"))
        assert "unreadable" not in text
        first.start()
        wait_until(lambda: first.get("/api/customers/new-customer"))
        same_answer(first, second, "K-1")
        same_answer(first, second, "new-customer")
        print(f"the vault changed hands, {time.time() - started:.1f} s", flush=True)
        first.stop()
        second.stop()


main()

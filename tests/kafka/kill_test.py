"""kill -9 of `dossier serve`, of the broker, and of both, amid records in the inbox: each event stands once
in the log, in the order of its subject, and the views are what a fold from zero gives. Then the broker is
away for a while: reads go on, writes are refused with Retry-After, and all catches up.

  kill_test.py BINARY [EVENTS] [KILLS] [AWAY_SECONDS]    the seed is printed, and taken from DOSSIER_SEED
"""
import json
import os
import random
import sys
import tempfile
import threading
import time

import kafka_support
from kafka_support import Broker, Dossier, note, wait_until

kafka_support.use_venv()
from kill_test_support import check_log, fill_inbox, in_log  # noqa: E402

def away(broker, dossier, seconds):
    """The broker is away: reads go on, writes wait or are refused, then all catches up.

    Written to a customer of its own: of another, a page may be full already."""
    before = dossier.entries("K-1")
    broker.kill()
    begin = time.time()
    refused = 0
    while time.time() - begin < seconds:
        assert dossier.entries("K-1") == before, "reads go on"
        assert dossier.request("GET", "/livez")[0] == 200
        status, headers, answers = dossier.publish(note("away", "K-away"))
        assert answers[0]["status"] == 503, answers
        single = dossier.request("POST", "/api/events", json.dumps(note("away", "K-away")),
                                 {"Content-Type": "application/cloudevents+json"})
        assert single[0] == 503 and int(single[1]["Retry-After"]) > 0, single
        refused += 1
        time.sleep(0.5)
    assert refused > 1
    assert "does not answer" in dossier.request("GET", "/readyz?verbose")[2]
    broker.start()

    def taken():
        return dossier.publish(note("away", "K-away"))[2][0]["status"] in (200, 201)
    wait_until(taken, 60)
    wait_until(lambda: len(dossier.entries("K-away")) == 1)
    wait_until(lambda: dossier.metric("dossier_kafka_up") == 1)


def main():
    events = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    kills = int(sys.argv[3]) if len(sys.argv) > 3 else 10
    seconds = float(sys.argv[4]) if len(sys.argv) > 4 else 60
    seed = int(os.environ.get("DOSSIER_SEED", time.time_ns() % 1_000_000))
    print(f"seed {seed}", flush=True)
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="dossier-kafka-kill-", ignore_cleanup_errors=True) as folder:
        broker = Broker()
        dossier = Dossier(os.path.abspath(sys.argv[1]), broker, os.path.join(folder, "var"))
        dossier.cli("topics", "create")
        dossier.start()
        threading.Thread(target=fill_inbox, args=(broker, range(events)), daemon=True).start()
        for kill in range(kills):
            mark = (kill + chance.random()) * events * 0.9 / kills
            wait_until(lambda: in_log(dossier) >= mark, 180, 0.01)
            what = ("serve", "broker", "both")[kill % 3]
            print(f"kill of {what} at {in_log(dossier):.0f} records", flush=True)
            if what != "broker":
                dossier.kill()
            if what != "serve":
                broker.kill()
                time.sleep(chance.random())
                broker.start()
            if what != "broker":
                dossier.start()
        wait_until(lambda: in_log(dossier) >= events and dossier.metric("dossier_inbox_unread_records") == 0, 240, 0.2)
        live = dossier.dump()
        voids = check_log(dossier, events)
        assert live == dossier.dump("--from-zero"), "views are not what the log folds to"
        assert dossier.metric("dossier_dead_letters_total") == 0
        print(f"{events} events, {kills} kills: each once, in order; {voids} voids; views as from zero", flush=True)
        if seconds:
            away(broker, dossier, seconds)
            print(f"{seconds:.0f} s without a broker: reads went on, writes were refused, all caught up", flush=True)
        dossier.stop()


main()

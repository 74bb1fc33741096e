"""kill -9 of `dossier serve`, ten times, amid a hundred thousand publishes: each acknowledged event is
in the log once, at the position that was answered, and the views are what a fold from zero gives.

  kill_test.py BINARY [EVENTS] [KILLS]     the seed is printed, and taken from DOSSIER_SEED
"""
import atexit
import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

BATCH = 250
CUSTOMERS = 400
PUBLISHERS = 4


class Server:
    """`dossier serve` on one folder, killed and started again; each start has a port of its own."""

    def __init__(self, binary, var):
        self.command = [binary, "serve", "--dev", "--port", "0", "--var", var]
        self.token = [binary, "--var", var, "token", "admin"]
        self.log = open(os.path.join(var, "..", "serve.log"), "a")
        self.process = None
        self.port = None
        atexit.register(self.end)

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        if not found:
            raise SystemExit(f"serve did not start: {line!r}, exit {self.process.poll()}")
        self.port = int(found[1])
        self.headers = {"Authorization": "Bearer " + subprocess.check_output(self.token, text=True).strip()}

    def end(self):
        """Leaves no server behind where the test fails."""
        if self.process and self.process.poll() is None:
            self.process.kill()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()


def event(number):
    """Payments and notes: one plain, one with a sealed field; now and then what moves a total across customers."""
    customer = f"K-{number % CUSTOMERS}"
    common = {"specversion": "1.0", "id": f"e-{number}", "source": "/kill", "subject": customer,
              "time": "2026-01-05T10:00:00Z"}
    if number % 10 == 2:
        return {**common, "type": "dossier.customer.branch_changed.v1",
                "data": {"branch_id": f"BR-{number // 10 % 7}"}}
    if number % 10 == 4:
        money = {"amount": f"{1 + number % 900}.00", "currency": "JMD"}
        return {**common, "type": "dossier.loan.disbursed.v1",
                "data": {"loan_id": f"L-{number}", "amount": money, "value_date": "2026-01-05",
                         "schedule": [{"number": 1, "due_date": "2026-02-05", "principal": money}]}}
    if number % 2:
        return {**common, "type": "dossier.note.added.v1",
                "data": {"note_id": f"N-{number}", "text": f"Called about instalment {number}."}}
    return {**common, "type": "dossier.payment.failed.v1",
            "data": {"payment_id": f"P-{number}", "loan_id": f"L-{number % CUSTOMERS}",
                     "amount": {"amount": "100.00", "currency": "JMD"}, "value_date": "2026-01-05"}}


def publish(server, batches, acknowledged, faults):
    """Sends each batch until it is answered; a batch cut off by a kill is sent again as it was. Ends at a fault."""
    connection = None
    for batch in batches:
        body = json.dumps([event(n) for n in batch])
        while not faults:
            try:
                if connection is None:
                    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
                connection.request("POST", "/api/events", body,
                                   {"Content-Type": "application/cloudevents-batch+json", **server.headers})
                answer = json.loads(connection.getresponse().read())
            except (OSError, http.client.HTTPException, ValueError):
                connection = None
                time.sleep(0.02)
                continue
            results = answer["results"] if isinstance(answer, dict) else answer
            unavailable = [r for r in results if "at" not in r]
            if unavailable:
                if any(r.get("status") != 503 for r in unavailable):
                    faults.append(unavailable[0])
                continue
            for number, result in zip(batch, results):
                acknowledged[number] = result["at"]
            break


def cli(binary, var, *arguments):
    return subprocess.run([binary, *arguments, "--var", var], capture_output=True, text=True, check=True).stdout


def totals_are_there(dump):
    """Some totals are there: the comparison with a fold from zero would not miss what nobody contributes."""
    totals = [line for line in dump.splitlines() if line.startswith("total ")]
    assert len(totals) > 7, f"{len(totals)} totals across customers"


def main():
    binary = sys.argv[1]
    events = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    kills = int(sys.argv[3]) if len(sys.argv) > 3 else 10
    seed = int(os.environ.get("DOSSIER_SEED", time.time_ns() % 1_000_000))
    print(f"seed {seed}", flush=True)
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="dossier-kill-") as folder:
        var = os.path.join(folder, "var")
        os.mkdir(var)
        server = Server(binary, var)
        server.start()
        acknowledged = {}
        faults = []
        lanes = [[] for _ in range(PUBLISHERS)]
        for start in range(0, events, BATCH):
            lanes[start // BATCH % PUBLISHERS].append(range(start, min(start + BATCH, events)))
        threads = [threading.Thread(target=publish, args=(server, lane, acknowledged, faults)) for lane in lanes]
        for thread in threads:
            thread.start()
        for kill in range(kills):
            # Spread over the run by what was acknowledged, not by time: the machine may be slow.
            mark = (kill + chance.random()) * events * 0.9 / kills
            while len(acknowledged) < mark and not faults:
                time.sleep(0.002)
            server.kill()
            server.start()
        for thread in threads:
            thread.join()
        assert not faults, f"a fault: {faults[0]}"
        assert len(acknowledged) == events, f"{len(acknowledged)} of {events} acknowledged"

        live = cli(binary, var, "replay", "dump", "--sha256")
        again = cli(binary, var, "replay", "dump", "--from-zero", "--sha256")
        totals_are_there(cli(binary, var, "replay", "dump"))
        assert live == again, f"views {live} are not what the log folds to: {again}"
        places = {}
        for line in cli(binary, var, "tail").splitlines():
            record = json.loads(line)
            if record["source"] == "/kill" and record["verdict"] == "valid":
                places.setdefault(int(record["id"][2:]), []).append(record["at"])
        for number, at in acknowledged.items():
            assert places.get(number) == [at], f"event {number}: answered {at}, stands at {places.get(number)}"
        assert len(places) == events, f"{len(places)} events in the log, {events} published"
        server.kill()
        # A last kill while it was idle, then a start that has nothing to mend.
        server.start()
        assert cli(binary, var, "replay", "dump", "--sha256") == live
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(60) == 0, "a stop that was asked for ends with 0"
    print(f"{events} events, {kills + 1} kills: each acknowledged once, views as from zero")


main()

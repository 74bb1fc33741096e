"""What the tests of push share: a server of a test's own, a publisher, and clients of other makes."""
import atexit
import fcntl
import filecmp
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

REPO = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(REPO, "build", "push-venv")
NODE = os.path.join(REPO, "build", "node")  # has the pinned ws (deploy/node)
ROLES = 9
TOKENS = {}  # the administrator's, by port


def _once(folder, wanted, make):
    """Makes the folder where it is not there, or was made for another `wanted` file."""
    os.makedirs(os.path.join(REPO, "build"), exist_ok=True)
    mark = os.path.join(folder, "made-for-" + os.path.basename(wanted))
    with open(folder + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.exists(mark) or not filecmp.cmp(mark, wanted, shallow=False):
            make()
            shutil.copy(wanted, mark)


def use_venv():
    """Goes on in a Python that has the pinned websockets, made on the first run."""
    if sys.prefix == VENV:
        return
    wanted = os.path.join(HERE, "requirements.txt")

    def make():
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
        subprocess.run([f"{VENV}/bin/pip", "install", "-q", "-r", wanted], check=True)

    _once(VENV, wanted, make)
    os.execv(f"{VENV}/bin/python3", [f"{VENV}/bin/python3", *sys.argv])


class Server:
    """A running `dossier serve` on a free port and a folder of its own."""

    def __init__(self, binary):
        self.binary, self.var = binary, tempfile.mkdtemp(prefix="dossier-push-")
        atexit.register(shutil.rmtree, self.var, True)
        atexit.register(self.kill)
        self.start()

    def start(self):
        self.log = open(os.path.join(self.var, "serve.log"), "a")
        kept = {k: v for k, v in os.environ.items() if not k.startswith("DOSSIER_")}
        self.process = subprocess.Popen(
            [self.binary, "serve", "--dev", "--port", "0", "--var", self.var, "--partitions", "4",
             "--origins", "https://desk.bank.example", "--requests-a-second", "0"],
            stdout=subprocess.PIPE, stderr=self.log, text=True, env=kept)
        found = re.search(r"http://127\.0\.0\.1:(\d+)", self.process.stdout.readline())
        assert found, open(self.log.name).read()
        self.port = int(found[1])
        self.tokens = {}  # by role
        while len(self.tokens) < ROLES:
            if said := re.match(r"token (\S+) \S+ (\S+)", self.process.stdout.readline()):
                self.tokens[said[1]] = said[2]
        TOKENS[self.port] = self.tokens["admin"]
        self.socket_path = os.path.join(self.var, "dossier.sock")
        self.ws = f"ws://127.0.0.1:{self.port}/ws"

    def as_role(self, role):
        """The header of a person of that role, as `connect` takes it."""
        return {"Authorization": "Bearer " + self.tokens[role]}

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.log.close()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(60)
        assert code == 0, f"a stop that was asked for ends with 0, not {code}"

    def metric(self, name):
        text = Http(self.port).get("/metrics", raw=True)
        return float(re.search(rf"^{name} (\S+)$", text, re.M)[1])


class Http:
    """One connection; of the Unix socket where `path` says so."""

    def __init__(self, port, path=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.signed_in = {} if path else {"Authorization": "Bearer " + TOKENS[port]}
        if path:
            self.connection.sock = socket.socket(socket.AF_UNIX)
            self.connection.sock.connect(path)

    def __del__(self):
        self.connection.close()

    def ask(self, method, target, body=None, content_type="application/json", headers=None):
        self.connection.request(method, target, body, {"Content-Type": content_type, "Host": "localhost",
                                                       **self.signed_in, **(headers or {})})
        answer = self.connection.getresponse()
        return answer.status, answer.read().decode()

    def get(self, target, raw=False):
        status, text = self.ask("GET", target)
        assert status == 200, (target, status, text)
        return text if raw else json.loads(text)

    def publish(self, event):
        status, text = self.ask("POST", "/api/events", json.dumps(event), "application/cloudevents+json")
        assert status == 201, (status, text)
        return json.loads(text)["position"]

    def publish_and_see(self, event):
        """The same, and folded when this returns."""
        position = self.publish(event)
        self.get(f"/api/customers/{event['subject']}?min_position={position}")
        return position

    def timeline(self, customer, position=None):
        """All entries, newest first, and the version that they are of."""
        while True:
            entries, cursor, version = [], None, None
            while True:
                page = self.get(f"/api/customers/{customer}/timeline?limit=200"
                                + (f"&min_position={position}" if position else "")
                                + (f"&cursor={cursor}" if cursor else ""))
                if version not in (None, page["version"]):
                    break  # it changed between two pages: once more
                version = page["version"]
                entries += page["entries"]
                cursor = page["next"]
                if not cursor:
                    return entries, version


def event(customer, number, kind, **data):
    return {"specversion": "1.0", "id": f"{kind}-{number}", "source": "/push-test", "type": f"dossier.{kind}.v1",
            "subject": customer, "time": "2026-03-02T10:15:00Z", "data": data}


def note(customer, number, text="Called"):
    return event(customer, number, "note.added", note_id=f"N-{number}", text=text)


def loan(customer, number):
    return event(customer, number, "loan.disbursed", loan_id=f"LN-{number}", value_date="2026-01-01",
                 amount={"amount": "1000.00", "currency": "JMD"})


class Writer(threading.Thread):
    """Publishes what `make(number)` gives until it is told to stop."""

    def __init__(self, port, make, pause=0.0):
        super().__init__(daemon=True)
        self.http, self.make, self.pause = Http(port), make, pause
        self.number, self.position, self.going = 0, None, True
        self.fault = None  # that ended the thread

    def run(self):
        try:
            while self.going:
                self.publish_one()
        except BaseException as fault:
            self.fault = fault
            raise

    def publish_one(self):
        position = self.http.publish(self.make(self.number))
        # Readers take both: the number is never ahead of the position.
        self.position = position
        self.number += 1
        if self.pause:
            time.sleep(self.pause)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, kind, *_):
        self.stop(quietly=kind is not None)

    def stop(self, quietly=False):
        """Raises what ended the writer, but where another fault is on its way."""
        self.going = False
        self.join()
        if self.fault and not quietly:
            raise self.fault

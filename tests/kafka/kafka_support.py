"""What the tests with a real broker share: a broker and servers of a test's own, and clients that know
nothing of Dossier."""
import atexit
import contextlib
import fcntl
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

REPO = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
BROKER = os.path.join(REPO, "deploy", "kafka", "broker.sh")
JARS = os.path.join(REPO, "build", "kafka-jars")
VENV = os.path.join(REPO, "build", "kafka-venv")


def use_venv():
    """Goes on in a Python that has the pinned confluent-kafka, made on the first run."""
    if sys.prefix == VENV:
        return
    os.makedirs(os.path.join(REPO, "build"), exist_ok=True)
    wanted = os.path.join(os.path.dirname(__file__), "requirements.txt")
    mark = os.path.join(VENV, "requirements.txt")
    with open(VENV + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.exists(mark) or open(mark).read() != open(wanted).read():
            subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
            subprocess.run([f"{VENV}/bin/pip", "install", "-q", "-r", wanted], check=True)
            shutil.copy(wanted, mark)
    os.execv(f"{VENV}/bin/python3", [f"{VENV}/bin/python3", *sys.argv])


def free_ports():
    """Two ports in a row, as a broker needs them: of those that the system gives to nobody by itself, so that
    a broker that was stopped finds its own free again, whatever thousands of connections other tests make."""
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as first, socket.socket() as second, contextlib.suppress(OSError):
            first.bind(("127.0.0.1", port))
            second.bind(("127.0.0.1", port + 1))
            return port


def wait_until(what, seconds=30, each=0.05):
    """The first true answer of `what`."""
    end = time.time() + seconds
    while True:
        answer = what()
        if answer:
            return answer
        if time.time() > end:
            raise AssertionError(f"not within {seconds} s: {what.__doc__ or what}")
        time.sleep(each)


class Broker:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="dossier-kafka-")
        self.port = free_ports()
        self.address = f"127.0.0.1:{self.port}"
        atexit.register(shutil.rmtree, self.folder, True)
        atexit.register(self.run, "kill", True)
        self.run("start")

    def run(self, action, quiet=False):
        subprocess.run([BROKER, action, str(self.port), self.folder], check=not quiet,
                       stderr=subprocess.DEVNULL if quiet else None)

    def start(self):
        self.run("start")

    def kill(self):
        self.run("kill")

    def java(self, *command, stdin=None):
        """One of Kafka's own tools."""
        done = subprocess.run(["java", "-XX:TieredStopAtLevel=1", "-cp", JARS + "/*", *command], input=stdin,
                              capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


class Dossier:
    """`dossier` on one folder and one log."""

    def __init__(self, binary, broker, var, partitions=4, prefix="", vault=None):
        self.binary, self.var, self.process, self.port = binary, var, None, None
        self.flags = ["--var", var, "--log", "kafka", "--brokers", broker.address, "--allow-unreplicated",
                      "--partitions", str(partitions)]
        if prefix:
            self.flags += ["--topic-prefix", prefix]
        if vault:
            self.flags += ["--vault", vault]
        os.makedirs(var, exist_ok=True)
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("DOSSIER_")}
        atexit.register(self.kill)

    def cli(self, *arguments, stdin=None, check=True):
        done = subprocess.run([self.binary, *arguments, *self.flags], input=stdin, capture_output=True, text=True,
                              timeout=300, env=self.environment)
        if check:
            assert done.returncode == 0, f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
            return done.stdout
        return done

    def start(self):
        with open(os.path.join(self.var, "serve.log"), "a") as log:
            self.process = subprocess.Popen([self.binary, "serve", "--dev", "--port", "0", *self.flags],
                                            stdout=subprocess.PIPE, stderr=log, text=True, env=self.environment)
        line = self.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        if not found:
            raise AssertionError(f"serve did not start: {open(os.path.join(self.var, 'serve.log')).read()}")
        self.port = int(found[1])
        self.token = self.cli("token", "admin").strip()
        return self

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(60)
        log = open(os.path.join(self.var, "serve.log")).read()[-2000:]
        assert code == 0, f"a stop that was asked for ends with 0, not {code}: {log}"
        self.process.stdout.close()

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def request(self, method, path, body=None, headers=None):
        """Status, headers, body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            signed_in = {"Authorization": "Bearer " + self.token}
            connection.request(method, path, body, {**signed_in, **(headers or {})})
            response = connection.getresponse()
            return response.status, dict(response.getheaders()), response.read().decode()
        finally:
            connection.close()

    def get(self, path):
        status, _, body = self.request("GET", path)
        return json.loads(body) if status == 200 else None

    def publish(self, *events):
        status, headers, body = self.request("POST", "/api/events", json.dumps(events),
                                             {"Content-Type": "application/cloudevents-batch+json"})
        return status, headers, json.loads(body)

    def metric(self, name):
        found = re.search(rf"^{name} (\S+)$", self.request("GET", "/metrics")[2], re.M)
        return float(found[1]) if found else None

    def entries(self, customer):
        answer = self.get(f"/api/customers/{customer}/timeline?limit=200")
        return answer["entries"] if answer else []

    def dump(self, *flags):
        return self.cli("replay", "dump", "--sha256", *flags).strip()

    def records(self):
        return [json.loads(line) for line in self.cli("tail").splitlines()]

    def dead_letters(self, *flags):
        return json.loads(self.cli("--json", "dead-letters", "list", *flags))["dead_letters"]


def note(number, customer, text="Asked for a call back on Tuesday."):
    """A note, with one personal field."""
    return {"specversion": "1.0", "id": f"note-{number}", "source": "/crm", "type": "dossier.note.added.v1",
            "subject": customer, "time": "2026-03-02T15:04:05Z",
            "data": {"note_id": f"N-{number}", "text": text}}

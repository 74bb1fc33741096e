"""A `dossier serve --dev` for the tests of operations: a folder and a port of its own, tokens by role."""
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import unittest

REPO = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=30)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)


class Served:
    def __init__(self, binary, var, *arguments, variables=None):
        kept = {k: v for k, v in os.environ.items() if not k.startswith("DOSSIER_")}
        self.log_path = os.path.join(var, "..", "serve.log")
        self.socket_path = os.path.join(var, "dossier.sock")
        with open(self.log_path, "w") as log:
            self.process = subprocess.Popen(
                [binary, "serve", "--dev", "--port", "0", "--var", var, "--partitions", "4", *arguments],
                stdout=subprocess.PIPE, stderr=log, text=True, env={**kept, **(variables or {})})
        line = self.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        assert found, f"serve did not start: {line!r}\n{self.log()}"
        self.port = int(found[1])
        self.tokens = {}
        while len(self.tokens) < 9:
            words = self.process.stdout.readline().split()
            assert words, "no tokens"
            if words[0] == "token":
                self.tokens[words[1]] = words[3]

    def log(self):
        with open(self.log_path) as log:
            return log.read()

    def ask(self, path, role="admin", method="GET", body=None, headers=None, unix=False):
        """Status, headers, body."""
        connection = (UnixConnection(self.socket_path) if unix
                      else http.client.HTTPConnection("127.0.0.1", self.port, timeout=30))
        signed_in = {"Authorization": "Bearer " + self.tokens[role]} if role else {}
        try:
            connection.request(method, path, body, {**signed_in, **(headers or {})})
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode()
        finally:
            connection.close()

    def publish(self, event, **more):
        return self.ask("/api/events", "publisher" if event["source"] == "/crm" else "admin", "POST",
                        json.dumps(event), {"Content-Type": "application/cloudevents+json"}, **more)

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


class Case(unittest.TestCase):
    binary = None

    def setUp(self):
        folder = tempfile.mkdtemp(prefix="dossier-operations-")
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        self.var = os.path.join(folder, "var")
        os.mkdir(self.var)

    def serve(self, *arguments, variables=None):
        served = Served(self.binary, self.var, *arguments, variables=variables)
        self.addCleanup(served.end)
        return served


def registered(event_id, customer, **data):
    return {"specversion": "1.0", "id": event_id, "source": "/crm", "type": "dossier.customer.registered.v1",
            "subject": customer, "time": "2026-03-01T10:15:00Z",
            "data": {"customer_type": "individual", "cif_number": "CIF-1", "first_name": "Ayanna",
                     "last_name": "Okafor", "status": "active", **data}}

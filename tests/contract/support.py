"""What the tests of the contract share: a server of their own, people signed in, tools of npm."""
import atexit
import functools
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

REPO = pathlib.Path(__file__).resolve().parents[2]
NODE = REPO / "build" / "node"
VENV = REPO / "build" / "contract-venv"
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("DOSSIER_")}
ENVIRONMENT |= {"PATH": f"{NODE}/bin:{os.environ['PATH']}", "REDOCLY_TELEMETRY": "off", "NO_COLOR": "1"}
CUSTOMERS = ("C-1003", "C-1042", "C-1077", "C-1088", "C-1115")
# A person for each role: `serve --dev` has them.
ROLES = ("officer", "agent", "supervisor", "manager", "compliance", "auditor", "admin", "data", "publisher")


def use_venv():
    """Goes on in the Python that has what requirements.txt names."""
    if pathlib.Path(sys.prefix) == VENV:
        return
    if not (VENV / "requirements.txt").exists() or not (NODE / "node_modules" / "typescript").exists():
        sys.exit("the tools are not installed: ./dev test contract does")
    python = str(VENV / "bin" / "python3")
    os.execv(python, [python, *sys.argv])


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        self.media = headers.get("content-type", "").split(";")[0]

    @functools.cached_property
    def json(self):
        return json.loads(self.body)


class Server:
    """`dossier serve --dev --seed` on a free port, its data in a folder that goes with it."""

    def __init__(self, binary):
        self.folder = tempfile.mkdtemp(prefix="dossier-contract-")
        atexit.register(shutil.rmtree, self.folder, True)
        self.log = open(f"{self.folder}/serve.log", "w")
        self.process = subprocess.Popen(
            [binary, "serve", "--dev", "--seed", "--port", "0", "--var", f"{self.folder}/var",
             "--requests-a-second", "0"],
            stdout=subprocess.PIPE, stderr=self.log, text=True, env=ENVIRONMENT)
        atexit.register(self.stop)
        for line in self.process.stdout:
            if line.startswith("try, "):  # said once the example customers are published
                break
        else:
            raise AssertionError("the server does not start: " + self.said())
        self.port = int(re.search(r"http://127\.0\.0\.1:(\d+)", line)[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.tokens = {role: self.sign_in(role) for role in ROLES}
        self.document = self.call("GET", "/openapi.json").json
        while self.call("GET", "/api/ops/usage", "admin").json["unfolded"]:
            time.sleep(0.05)

    def said(self):
        return pathlib.Path(self.log.name).read_text()[-4000:]

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)
        self.process.stdout.close()
        self.log.close()

    def call(self, method, path, role=None, body=None, **headers):
        """As the person of that role; `body` is sent as JSON. Underscores of header names are hyphens."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if role:
            sent["Authorization"] = "Bearer " + self.tokens[role]
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), sent)
            response = connection.getresponse()
            headers = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, headers, response.read().decode())
        finally:
            connection.close()

    def sign_in(self, role):
        answer = self.call("POST", "/sign-in", body={"role": role})
        assert answer.status == 200, answer.body
        return answer.json["token"]

    def operations(self):
        """(method, path, operation) of the document."""
        for path, item in self.document["paths"].items():
            for method, operation in item.items():
                yield method.upper(), path, operation


@functools.cache
def server():
    """The one that is only read, or written to beside others."""
    return Server(sys.argv[1])


def run(*command, cwd=REPO, **kwargs):
    """What a program printed; AssertionError with it where the program fails."""
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, env=ENVIRONMENT,
                          timeout=300, **kwargs)
    if done.returncode != 0:
        said = "\n".join(line[:400] for line in (done.stdout + done.stderr).splitlines()[-80:])
        raise AssertionError(f"{command[0]} ended with {done.returncode}:\n{said}")
    return done.stdout


def npx(*command, cwd=NODE):
    return run(NODE / "bin" / "node", NODE / "node_modules" / ".bin" / command[0], *command[1:], cwd=cwd)

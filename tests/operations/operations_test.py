"""What whoever runs Dossier relies on: metrics, logs, the end, reload, the word to the service manager.

  operations_test.py BINARY
"""
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
import time
import unittest

sys.path.insert(0, os.path.dirname(__file__))
from served import REPO, Case, registered  # noqa: E402

Case.binary = os.path.abspath(sys.argv.pop(1))

UNPACKED = os.path.join(REPO, "build", "prometheus", "usr", "bin", "promtool")
PROMTOOL = shutil.which("promtool") or UNPACKED  # `./dev test` unpacks it there
# Told only where the log is on Kafka.
OF_KAFKA = ("dossier_kafka_", "dossier_inbox_", "dossier_dead_letters_")
CANARIES = {"first_name": "Zyxcanary", "last_name": "Qwvcanary", "national_id": "998877665"}


def wait_for(condition, what, seconds=20):
    for _ in range(seconds * 20):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("waited in vain for " + what)


def promtool(*arguments, stdin=None):
    done = subprocess.run([PROMTOOL, *arguments], input=stdin, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def names_in(expression):
    """The metrics that an expression of PromQL selects."""
    bare = re.sub(r'"[^"]*"', '""', expression)
    return set(re.findall(r"\b((?:dossier|process)_[a-z_]+)", bare))


def names_told(text):
    return set(re.findall(r"^([a-z_]+)(?:\{| )", text, re.M))


class MetricsTest(Case):
    def test_prometheus_takes_them_and_the_dashboard_uses_no_other(self):
        served = self.serve()
        self.assertEqual(served.publish(registered("r-1", "C-CANARY"))[0], 201)
        wait_for(lambda: served.ask("/api/customers/C-CANARY")[0] == 200, "the customer")
        served.ask("/api/customers/C-CANARY")
        served.ask("/api/customers/C-NOBODY")
        served.ask("/nowhere")
        status, headers, text = served.ask("/metrics", None)
        self.assertEqual(status, 200)
        self.assertTrue(headers["Content-Type"].startswith("text/plain; version=0.0.4"))
        self.assertEqual(promtool("check", "metrics", stdin=text), (0, ""))
        self.assertNotIn("C-CANARY", text)
        told = names_told(text)
        self.assertIn("process_resident_memory_bytes", told)
        self.assertIn('dossier_answers_total{kept="yes"}', text)
        with open(os.path.join(REPO, "api/src/endpoints/health.cc")) as source:
            told |= {n for n in re.findall(r'"(dossier_[a-z_]+)"', source.read()) if n.startswith(OF_KAFKA)}
        for where, expression in self.expressions():
            for name in names_in(expression):
                self.assertIn(name, told, f"{where}: {expression}")

    def expressions(self):
        with open(os.path.join(REPO, "deploy/grafana/dossier.json")) as file:
            dashboard = json.load(file)
        for panel in dashboard["panels"]:
            self.assertTrue(panel["targets"], panel["title"])
            for target in panel["targets"]:
                yield panel["title"], target["expr"]
        for annotation in dashboard["annotations"]["list"]:
            yield annotation["name"], annotation["expr"]
        with open(os.path.join(REPO, "deploy/prometheus/alerts.yml")) as file:
            yield "alerts", "\n".join(line for line in file if not line.lstrip().startswith(("#", "summary")))

    def test_the_rules_and_the_dashboards_expressions_are_sound(self):
        folder = os.path.join(REPO, "deploy/prometheus")
        code, text = promtool("check", "rules", os.path.join(folder, "alerts.yml"))
        self.assertEqual(code, 0, text)
        code, text = promtool("test", "rules", os.path.join(folder, "alerts_test.yml"))
        self.assertEqual(code, 0, text)
        rules = "groups:\n- name: dashboard\n  rules:\n"
        for i, (where, expression) in enumerate(self.expressions()):
            if where == "alerts":
                continue
            plain = expression.replace("$__rate_interval", "5m").replace("$instance", ".*")
            rules += f"  - record: panel_{i}\n    expr: {json.dumps(plain)}\n"
        with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
            file.write(rules)
            file.flush()
            code, text = promtool("check", "rules", file.name)
        self.assertEqual(code, 0, text)


class LogTest(Case):
    def test_a_line_an_object_and_nothing_personal_in_it(self):
        for form in ("json", "text"):
            with self.subTest(form):
                served = self.serve("--log-format", form, "--log-level", "debug")
                self.requests_with_canaries(served)
                served.process.send_signal(signal.SIGTERM)
                self.assertEqual(served.process.wait(30), 0)
                log = served.log()
                for canary in ("canary", "998877665", "C-31337", "Bearer", "eyJ", "cnry"):
                    self.assertNotIn(canary, log.lower() if canary.islower() else log)
                if form == "json":
                    self.check_objects(log)
                else:
                    self.assertIn("http method=GET route=/api/customers/{id} status=200", log)

    def requests_with_canaries(self, served):
        event = registered("r-cnry", "C-31337", **CANARIES)
        served.publish(event)
        served.publish({**event, "data": {"first_name": 7, "canary": "canary"}})
        served.publish(registered("r-31337", "C-31337", **CANARIES))
        wait_for(lambda: served.ask("/api/customers/C-31337")[0] == 200, "the customer")
        for path in ("/api/customers?q=Zyxcanary", "/api/customers/C-31337?canary=1", "/canary?canary=canary",
                     "/api/customers/C-31337/timeline?actor=canary", "/api/customers/C-31337?lang=canary"):
            served.ask(path, headers={"User-Agent": "canary", "X-Canary": "canary", "Referer": "canary"})
        served.ask("/api/customers/C-31337", "manager", headers={"Authorization": "Bearer canary.canary.canary"})
        served.ask("/api/customers/C-31337/notes", "manager", "POST", json.dumps({"text": "canary"}),
                   {"Content-Type": "application/json", "Idempotency-Key": "canary"})

    def check_objects(self, log):
        lines = [json.loads(line) for line in log.splitlines()]
        for line in lines:
            self.assertLessEqual({"time", "level", "message"}, set(line), line)
        reads = [line for line in lines if line.get("route") == "/api/customers/{id}" and line["status"] == 200]
        self.assertTrue(reads)
        read = reads[0]
        self.assertEqual((read["message"], read["level"], read["method"], read["role"]),
                         ("http", "debug", "GET", "admin"))
        self.assertRegex(read["time"], r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")
        self.assertRegex(read["trace"], r"^[0-9a-f]{32}$")
        self.assertIsInstance(read["ms"], (int, float))
        self.assertIn("POST", {line.get("method") for line in lines})


class StopTest(Case):
    def test_not_ready_first_then_what_runs_is_answered_then_the_end(self):
        served = self.serve("--drain-seconds", "3")
        body = json.dumps(registered("r-1", "C-1"))
        slow = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
        slow.putrequest("POST", "/api/events")
        for name, value in (("Authorization", "Bearer " + served.tokens["admin"]),
                            ("Content-Type", "application/cloudevents+json"),
                            ("Content-Length", str(len(body)))):
            slow.putheader(name, value)
        slow.endheaders()
        slow.send(body[:20].encode())
        self.assertEqual(served.ask("/readyz", None)[0], 200)
        served.process.send_signal(signal.SIGTERM)
        wait_for(lambda: served.ask("/readyz", None)[0] == 503, "503 of /readyz")
        self.assertEqual(served.ask("/livez", None)[0], 200)
        self.assertEqual(served.ask("/api/portfolio")[0], 200, "who comes all the same is answered")
        wait_for(lambda: not self.listens(served.port), "the port to be closed")
        self.assertIsNone(served.process.poll(), "a request is under way")
        slow.send(body[20:].encode())
        self.assertEqual(slow.getresponse().status, 201)
        self.assertEqual(served.process.wait(30), 0)
        self.assertIn("stopped", served.log().splitlines()[-1])

    def listens(self, port):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return True
        except OSError:
            return False


class ReloadTest(Case):
    def test_a_narrower_policy_holds_at_once_and_a_broken_one_changes_nothing(self):
        with open(os.path.join(REPO, "deploy/policy.toml")) as file:
            policy = file.read()
        path = os.path.join(self.var, "policy.toml")

        def write(text):
            with open(path, "w") as file:
                file.write(text)

        write(policy)
        served = self.serve("--policy", path)
        self.assertEqual(served.ask("/api/portfolio", "officer")[0], 200)
        write(re.sub(r"^readPortfolio = .*$", 'readPortfolio = ["manager"]', policy, flags=re.M))
        served.process.send_signal(signal.SIGHUP)
        wait_for(lambda: "policy read again" in served.log(), "the log to tell of it")
        status, _, body = served.ask("/api/portfolio", "officer")
        self.assertEqual(status, 403, body)
        self.assertIn("manager", json.loads(body)["detail"])
        self.assertEqual(served.ask("/api/portfolio", "manager")[0], 200)
        write(policy + "\n[operations\nbroken")
        served.process.send_signal(signal.SIGHUP)
        wait_for(lambda: "policy not read again" in served.log(), "the fault in the log")
        self.assertRegex(served.log(), r"policy not read again: .*line \d+")
        self.assertEqual(served.ask("/api/portfolio", "officer")[0], 403, "the one before stays")
        self.assertEqual(served.ask("/api/portfolio", "manager")[0], 200)

    def test_issuers_are_read_again_and_a_broken_file_keeps_the_old_ones(self):
        other = tempfile.mkdtemp(prefix="dossier-issuer-")
        self.addCleanup(shutil.rmtree, other, ignore_errors=True)
        path = os.path.join(self.var, "issuers.toml")
        with open(path, "w") as file:
            file.write("")
        served = self.serve("--issuers", path)
        with open(path, "w") as file:
            file.write("[[issuer]]\nurl = ")
        served.process.send_signal(signal.SIGHUP)
        wait_for(lambda: "issuers not read again" in served.log(), "the fault in the log")
        self.assertEqual(served.ask("/api/portfolio")[0], 200, "tokens are taken as before")


class ManagerTest(Case):
    def test_the_service_manager_is_told_of_start_life_and_end(self):
        path = os.path.join(self.var, "notify")
        told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(told.close)
        told.bind(path)
        told.settimeout(20)
        served = self.serve(variables={"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "400000"})
        self.assertEqual(told.recv(100), b"READY=1")
        self.assertEqual([told.recv(100) for _ in range(3)], [b"WATCHDOG=1"] * 3)
        served.process.send_signal(signal.SIGTERM)
        last = told.recv(100)
        while last == b"WATCHDOG=1":
            last = told.recv(100)
        self.assertEqual(last, b"STOPPING=1")
        self.assertEqual(served.process.wait(30), 0)

    @unittest.skipUnless(shutil.which("systemd-analyze"), "no systemd on this machine")
    def test_the_unit_is_sound(self):
        with open(os.path.join(REPO, "deploy/systemd/dossier.service")) as file:
            unit = file.read().replace("/usr/local/bin/dossier", self.binary)
        path = os.path.join(self.var, "dossier.service")
        with open(path, "w") as file:
            file.write(unit)
        done = subprocess.run(["systemd-analyze", "verify", path], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))


unittest.main()

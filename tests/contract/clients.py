"""The programs of docs/client-guide.md, run as a reader of the page would."""
import json
import re
import shutil
import subprocess
import unittest

from support import ENVIRONMENT, NODE, REPO, npx, server

CLIENTS = REPO / "docs" / "clients"


class Clients(unittest.TestCase):
    """Each prints the same lines: what it did, from signing in to the problem that it handled."""

    def client(self, *command, cwd=CLIENTS):
        done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, timeout=120,
                              env=ENVIRONMENT | {"DOSSIER_URL": server().url})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout.splitlines()

    def check(self, lines, name):
        note = f"Written by the {name} client."
        self.assertEqual(lines[0], "signed in as core-banking, publisher")
        self.assertRegex(lines[1], r"^published at \S+$")
        self.assertEqual(lines[2], "sent again: the same position")
        self.assertEqual(lines[3], "read: Marcus Anthony Williams, active")
        self.assertEqual(lines[4], f"newest entry: Note added · “{note}”")
        total = server().call("GET", "/api/customers/C-1042", "officer").json["timeline_summary"]["entries"]
        # Entries that came meanwhile from another test are not there yet.
        self.assertRegex(lines[5], r"^timeline: \d+ entries in \d+ pages$")
        counted = int(re.search(r"\d+", lines[5])[0])
        self.assertTrue(100 < counted <= total, (counted, total))
        self.assertEqual(lines[6], "refused: 422 invalid-event, field text")
        self.assertRegex(lines[7], r"^wrote N-[0-9a-f]{20}; retried: the same$")
        self.assertEqual(len(lines), 8)
        notes = [e for e in server().call("GET", "/api/customers/C-1042/timeline?limit=200", "officer").json["entries"]
                 if note in e["text"]["description"]]
        self.assertEqual(len(notes), 1, "published twice, and there once")

    def test_curl(self):
        self.check(self.client("bash", CLIENTS / "client.sh"), "curl")

    def test_python(self):
        self.check(self.client("/usr/bin/env", "python3", CLIENTS / "client.py"), "Python")

    def test_typescript(self):
        folder = NODE / "contract-client"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        shutil.copy(CLIENTS / "client.ts", folder)
        (folder / "package.json").write_text(json.dumps({"type": "module"}))
        npx("openapi-typescript", server().url + "/openapi.json", "-o", folder / "dossier.d.ts")
        npx("tsc", "--strict", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom", "--skipLibCheck", folder / "client.ts")
        self.check(self.client(NODE / "bin" / "node", folder / "client.js", cwd=folder), "TypeScript")

    def test_the_page_shows_these_programs(self):
        page = (REPO / "docs" / "client-guide.md").read_text()
        for name in ("client.sh", "client.py", "client.ts"):
            with self.subTest(program=name):
                lines = (CLIENTS / name).read_text().splitlines()
                quoted = re.findall(rf"<!-- {re.escape(name)} -->\n\n((?:    .*\n|\n)+)", page)
                self.assertTrue(quoted, "quotes nothing of it")
                for part in quoted:
                    text = "\n".join(line[4:] for line in part.rstrip().splitlines())
                    self.assertIn(text, "\n".join(lines))

"""schemathesis against a server of its own: made requests, right and wrong ones, each role in turn."""
import re
import sys
import unittest

from support import VENV, Server, run

CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance",
          "response_headers_conformance", "response_schema_conformance")
SEED = "20261129"


class Conformance(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(sys.argv[1])
        cls.addClassCleanup(cls.server.stop)

    def requests_of(self, role, phases, most, *more):
        said = run(VENV / "bin" / "schemathesis", "run", self.server.url + "/openapi.json",
                   "-H", "Authorization: Bearer " + self.server.tokens[role], "--checks", ",".join(CHECKS),
                   "--phases", phases, "--max-examples", most, "--seed", SEED, "--no-color", "--workers", 2, *more,
                   cwd=self.server.folder)
        made = int(re.search(r"(\d+) generated", said)[1])
        self.assertNotIn("Warnings about the document", said)
        return made

    def test_every_limit_of_every_parameter_and_body_as_admin(self):
        self.assertGreater(self.requests_of("admin", "coverage", 1), 3000)

    def test_made_requests_as_each_of_several_roles(self):
        for role in ("officer", "auditor", "admin", "publisher"):
            with self.subTest(role=role):
                self.assertGreater(self.requests_of(role, "examples,fuzzing", 3), 150)

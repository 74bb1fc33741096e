"""schemathesis against a server of its own: made requests, right and wrong ones, each role in turn."""
import re
import sys
import unittest

from support import CUSTOMERS, VENV, Server, run

CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance",
          "response_headers_conformance", "response_schema_conformance")
SEED = "20261129"
# Streams do not end by themselves: tests/push has them.
STREAMS = ("--exclude-operation-id", "streamChanges", "--exclude-operation-id", "connectPush")
# Roles, with what of the API they are for; that the rest is refused, access.py sees.
ROLES = {
    "officer": ("--exclude-path-regex", "^/(api/ops/|docs)"),
    "auditor": ("--include-method", "GET", "--include-path-regex", "^/api/"),
    "admin": ("--include-path-regex", "^/(api/ops/|api/events|api/portfolio|sign-in)"),
    "publisher": ("--include-path-regex", "^/(api/events|schemas|problems)"),
}


class Conformance(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(sys.argv[1])
        cls.addClassCleanup(cls.server.stop)
        # Ids that are there, so that not all is answered 404.
        cls.settings = f"{cls.server.folder}/schemathesis.toml"
        with open(cls.settings, "w") as file:
            file.write(f'[parameters]\n"path.id" = {list(CUSTOMERS)}\n"path.loan" = ["LN-2024-00892", "LN-NONE"]\n')

    def requests_of(self, role, phases, most, *of):
        said = run(VENV / "bin" / "schemathesis", "--config-file", self.settings, "run",
                   self.server.url + "/openapi.json", "-H", "Authorization: Bearer " + self.server.tokens[role],
                   "--checks", ",".join(CHECKS), "--phases", phases, "--max-examples", most, "--seed", SEED,
                   "--no-color", "--warnings", "off", *STREAMS, *of, cwd=self.server.folder)
        return int(re.search(r"(\d+) generated", said)[1])

    def test_every_limit_of_every_parameter_and_body_as_admin(self):
        self.assertGreater(self.requests_of("admin", "coverage", 1), 3000)

    def test_made_requests_as_each_of_several_roles(self):
        for role, of in ROLES.items():
            with self.subTest(role=role):
                self.assertGreater(self.requests_of(role, "fuzzing", 4, *of), 8)

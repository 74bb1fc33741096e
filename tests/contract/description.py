"""The document: linted, whole, and what answers are is what it says, no more and no less."""
import copy
import json
import pathlib
import re
import unittest
import urllib.parse

import jsonschema_rs

from access import POLICY, filled, in_order, roles_of
from support import CUSTOMERS, NODE, REPO, npx, server

HERE = pathlib.Path(__file__).parent


def document_file():
    path = NODE / "openapi.json"
    path.write_text(json.dumps(server().document))
    return path


def closed(schema):
    """The schema, so that each object has the members that it names and no others."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    out = {name: closed(value) for name, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and "additionalProperties" not in schema:
        out["additionalProperties"] = False
    return out


class Document(unittest.TestCase):
    def test_redocly_finds_no_fault(self):
        said = npx("redocly", "lint", document_file(), "--config", HERE / "redocly.yaml", "--format=json",
                   "--max-problems=100")
        found = json.loads(said[said.index("{"):])
        problems = [f"{p['ruleId']}: {p['message']} {p['location'][0].get('pointer')}" for p in found["problems"]]
        self.assertEqual(problems, [])

    def test_every_operation_but_the_upgrade_has_an_answer_of_success(self):
        document = json.loads(document_file().read_text())
        without = [path for path, operations in document["paths"].items() for operation in operations.values()
                   if not any(status.startswith("2") for status in operation["responses"])]
        self.assertEqual(without, ["/ws"])

    def test_types_for_typescript_come_from_it_and_compile(self):
        folder = NODE / "contract-types"
        folder.mkdir(exist_ok=True)
        npx("openapi-typescript", document_file(), "-o", folder / "api.d.ts")
        # What a view is made of must be there without a question mark.
        (folder / "use.ts").write_text('''
import type { components } from "./api";
type Customer = components["schemas"]["Customer"];
export const status = (c: Customer): "prospect" | "active" | string | undefined => c.profile.data.standing.status;
export const owed = (c: Customer): string[] =>
  Object.values(c.headline.data.summary.outstanding).map((m) => `${m.amount} ${m.currency}`);
export const kinds = (t: components["schemas"]["Timeline"]): Set<string> => new Set(t.entries.map((e) => e.category));
''')
        npx("tsc", "--strict", "--noEmit", "--target", "es2022", folder / "use.ts")

    def test_every_operation_of_the_policy_of_the_sources_and_of_the_page_is_in_it(self):
        operations = {o["operationId"]: o for _, _, o in server().operations()}
        self.assertEqual(set(POLICY["operations"]),
                         {name for name, o in operations.items() if o.get("security") != []})
        sources = "".join(p.read_text() for p in sorted((REPO / "api/src/endpoints").glob("*.cc")))
        declared = set(re.findall(r'\.operation = "(\w+)"', sources))
        self.assertGreater(len(declared), 40)
        self.assertEqual(declared - set(operations), set())
        page = (REPO / "docs/http.md").read_text()
        rows = re.findall(r"^\| `(GET|POST) (/[^`?…]*)`", page, re.M)
        self.assertGreater(len(rows), 20)
        for method, path in rows:
            self.assertIn(method.lower(), server().document["paths"].get(path, {}), f"{method} {path} of docs/http.md")

    def test_every_path_of_it_is_one_of_the_server(self):
        for method, path, operation in server().operations():
            with self.subTest(path=path):
                answer = server().call(method, filled(path), "admin", None if method == "GET" else {})
                self.assertNotIn("unknown-path", answer.body)
                self.assertNotEqual(answer.status, 405)

    def test_the_schema_of_each_event_is_where_the_document_says(self):
        types = server().document["components"]["schemas"]["CloudEvent"]["properties"]["type"]["enum"]
        page = re.split(r"^### `(dossier\.[\w.]+)`$", (REPO / "docs/events.md").read_text(), flags=re.M)[1:]
        self.assertEqual([name for name, about in zip(page[::2], page[1::2]) if "by Dossier only" not in about], types)
        for name in types:
            answer = server().call("GET", f"/schemas/{name}")
            self.assertEqual((answer.status, answer.media), (200, "application/schema+json"), name)
            jsonschema_rs.validator_for(answer.json)
        self.assertEqual(server().call("GET", "/schemas/dossier.no.such.v1").status, 404)
        note = jsonschema_rs.validator_for(server().call("GET", "/schemas/dossier.note.added.v1").json)
        self.assertTrue(note.is_valid({"note_id": "N-1", "text": "Called."}))
        self.assertFalse(note.is_valid({"note_id": "N-1"}))


class BinaryMode(unittest.TestCase):
    """POST /api/events with attributes as headers: those that the document declares, and no others."""

    GIVEN = {"ce-specversion": "1.0", "ce-id": "binary-1", "ce-source": "/crm/notes", "ce-type": "dossier.note.added.v1",
             "ce-subject": "customer/C-1042", "ce-time": "2026-03-02T10:15:00Z", "ce-datacontenttype": "application/json",
             "ce-dataschema": "/schemas/dossier.note.added.v1", "ce-partitionkey": "C-1042", "ce-sequence": "7",
             "ce-correlationid": "C%C3%A1-1", "ce-causationid": "A-1",
             "ce-traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}

    def publish(self, headers):
        note = {"note_id": "N-BINARY", "text": "Called."}
        return server().call("POST", "/api/events", "publisher", note, **headers)

    def test_the_declared_headers_are_those_that_are_read(self):
        declared = {p["name"]: p for p in server().document["paths"]["/api/events"]["post"]["parameters"]
                    if p["in"] == "header" and p["name"].startswith("ce-")}
        self.assertEqual(set(declared), set(self.GIVEN))
        for name, parameter in declared.items():
            self.assertFalse(parameter["required"], name)
            self.assertTrue(jsonschema_rs.is_valid(parameter["schema"], self.GIVEN[name]), name)
        answer = self.publish(self.GIVEN)
        self.assertEqual(answer.status, 201, answer.body)
        self.assertEqual(self.publish(self.GIVEN).json["duplicate"], True)
        for name in self.GIVEN:
            with self.subTest(without=name):
                answer = self.publish({k: v for k, v in self.GIVEN.items() if k != name} | {"Idempotency-Key": f"b-{name}"})
                needed = name in ("ce-specversion", "ce-source", "ce-type", "ce-subject")
                self.assertEqual(answer.status in (400, 422), needed, answer.body)
        answer = self.publish(self.GIVEN | {"ce-other": "x"})
        self.assertEqual((answer.status, answer.json["field"]), (422, "other"))


class Answers(unittest.TestCase):
    """Real answers of real customers, against their schemas with nothing that these do not name."""

    def validator(self, operation):
        document = copy.deepcopy(server().document)
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        return jsonschema_rs.validator_for(
            {"components": closed(document["components"]), "$schema": "https://json-schema.org/draft/2020-12/schema"}
            | closed(schema), validate_formats=True)

    def paths_of(self, path):
        """Each way to ask for it."""
        if path == "/api/customers":
            return [f"{path}?q={urllib.parse.quote(q)}" for q in ("C-1042", "williams", "LN-2024-00892", "zzz")]
        if path == "/api/portfolio":
            return [f"{path}?by={by}" for by in ("bucket", "branch", "officer", "product")]
        if path.endswith("{loan}"):
            loans = [(c, loan) for c in CUSTOMERS
                     for loan in server().call("GET", f"/api/customers/{c}/loans", "admin").json["loans"]["data"]["order"]]
            return [f"/api/customers/{c}/loans/{loan}" for c, loan in loans]
        if path.startswith("/api/customers/{id}"):
            more = {"/api/customers/{id}": ("", "?currency=USD"), "/api/customers/{id}/timeline": ("?limit=200",)}
            return [path.replace("{id}", c) + query for c in CUSTOMERS for query in more.get(path, ("",))]
        return [] if "{" in path else [path]

    def test_answers_have_the_members_that_the_document_names_and_no_others(self):
        seen = 0
        for method, path, operation in server().operations():
            content = operation["responses"].get("200", {}).get("content", {})
            if method != "GET" or "application/json" not in content:
                continue
            validator = self.validator(operation)
            roles = POLICY["operations"].get(operation["operationId"], [])
            for url in self.paths_of(path):
                for role in in_order(roles_of(roles)) or [None]:
                    answer = server().call(method, url, role)
                    if answer.status == 404:
                        continue  # out of reach, or of another log
                    with self.subTest(url=url, role=role):
                        self.assertEqual((answer.status, answer.media), (200, "application/json"), answer.body[:300])
                        faults = [f"{'/'.join(map(str, e.instance_path))}: {e.message[:200]}"
                                  for e in validator.iter_errors(answer.json)]
                        self.assertEqual(faults[:10], [])
                        seen += 1
        self.assertGreater(seen, 200)

"""Who may do what: deploy/policy.toml against what the server answers over HTTP."""
import re
import tomllib
import unittest

from support import CUSTOMERS, REPO, ROLES, server

POLICY = tomllib.loads((REPO / "deploy" / "policy.toml").read_text())
# What of the profile's text is of which class: fields of every example customer that has them.
TEXTS = {
    "name": ("full_name", "identity.first_name", "identity.last_name", "identity.referral_source"),
    "national_number": ("identity.national_id", "identity.trn"),
    "birth_date": ("identity.date_of_birth",),
    "trait": ("identity.gender", "identity.pronoun"),
    "phone": ("employment.employer_phone", "contacts.CP-1.value"),
    "email": ("contacts.CP-2.value",),
    "address": ("contacts.CP-4.value", "contacts.CP-4.address"),
    "work": ("employment.employer_name", "employment.job_title", "employment.employed_since"),
    "income": ("employment.monthly_income", "employment.verified_income"),
    "content": ("contacts.CP-1.label", "flags.FL-1042-01.note"),
}
DOTS = "••••"


def roles_of(names):
    """Roles of a list of roles and groups."""
    found = set()
    for name in names:
        found |= roles_of(POLICY["groups"][name]) if name in POLICY["groups"] else {name}
    return found


def in_order(roles):
    return [role for role in ROLES if role in roles]


def filled(path):
    """A path with ids in it; the customer is one that every role that reaches anybody may reach."""
    named = {"id": "C-1042", "loan": "LN-2024-00892", "kind": "customer", "number": "0"}
    return re.sub(r"\{(\w+)\}", lambda found: named.get(found[1], "X-1"), path)


def at(text, path):
    """The text at a dotted path, or None."""
    for name in path.split("."):
        text = text.get(name) if isinstance(text, dict) else None
    return text


class Operations(unittest.TestCase):
    """Role by operation. Nothing is written: an allowed write is refused for its empty body."""

    def ask(self, role, method, path, operation):
        query = "?q=a" if operation == "searchCustomers" else ""
        body = None if method == "GET" else {"no_such_member": 1}
        return server().call(method, filled(path) + query, role, body, Idempotency_Key="matrix")

    def test_each_role_may_do_what_the_policy_says_and_nothing_else(self):
        asked = 0
        for method, path, operation in server().operations():
            name = operation["operationId"]
            if operation.get("security") == []:
                self.assertNotIn(name, POLICY["operations"], "open to all, and in the policy")
                continue
            allowed = roles_of(POLICY["operations"][name])
            for role in ROLES:
                with self.subTest(operation=name, role=role):
                    answer = self.ask(role, method, path, name)
                    asked += 1
                    if role in allowed:
                        self.assertNotIn(answer.status, (401, 403, 405, 501), answer.body)
                        self.assertLess(answer.status, 500, answer.body)
                        continue
                    self.assertEqual(answer.status, 403, answer.body)
                    holders, other = re.search(r"a role of (.*) may do this, not (\w+)", answer.json["detail"]).groups()
                    self.assertEqual(re.split(r", | or ", holders), in_order(allowed))
                    self.assertEqual(other, role)
                    self.assertIn(f"the {POLICY['grants']['by']} who can grant it", answer.json["remedy"])
        self.assertGreaterEqual(asked, len(POLICY["operations"]) * len(ROLES))

    def test_without_a_token_nothing_but_what_is_open_answers(self):
        for method, path, operation in server().operations():
            with self.subTest(operation=operation["operationId"]):
                answer = self.ask(None, method, path, operation["operationId"])
                self.assertEqual(answer.status == 401, operation.get("security") != [], answer.body)


class Fields(unittest.TestCase):
    """Role by class of field: full, masked or hidden, in every text of C-1042's profile."""

    def shown_to(self, role):
        answer = server().call("GET", "/api/customers/C-1042", role)
        return answer.json["profile"]["text"] if answer.status == 200 else None

    def how(self, field_class, role):
        for shown in ("full", "masked"):
            if role in roles_of(POLICY["fields"][field_class].get(shown, [])):
                return shown
        return "hidden"

    def test_each_role_sees_of_each_class_what_the_policy_says(self):
        shown = {role: self.shown_to(role) for role in ROLES}
        seen = {role for role in ROLES if shown[role]}
        self.assertGreaterEqual(seen, {"officer", "supervisor", "manager", "compliance", "auditor", "admin", "data"})
        for field_class, paths in TEXTS.items():
            whole = {path: text for role in seen if self.how(field_class, role) == "full"
                     for path in paths if (text := at(shown[role], path))}
            for role in seen:
                for path in paths:
                    with self.subTest(field=path, role=role):
                        self.check(self.how(field_class, role), at(shown[role], path), whole.get(path))

    def check(self, how, text, whole):
        if how == "hidden":
            return self.assertEqual(text, "hidden")
        self.assertTrue(text, "not shown at all")
        if how == "full":
            self.assertNotIn(DOTS, text)
            return self.assertEqual(text, whole)
        if whole:  # no role sees national numbers in full
            self.assertNotEqual(text, whole)
        self.assertTrue(DOTS in text or re.fullmatch(r"\d{4}", text), text)

    def test_the_table_of_texts_has_every_class_of_the_policy(self):
        self.assertEqual(set(TEXTS), set(POLICY["fields"]))


class Reach(unittest.TestCase):
    """Which customers a role meets; one out of reach answers as one that is not there."""

    def standing(self, customer):
        answer = server().call("GET", f"/api/customers/{customer}", "admin")
        return answer.json["profile"]["data"]["standing"]

    def person(self, role):
        signed = server().call("POST", "/sign-in", body={"role": role}).json
        return signed["id"], signed.get("branch")

    def reached(self, role, customer):
        person, branch = self.person(role)
        standing = self.standing(customer)
        assigned = any(officer["id"] == person for officer in standing["officers"].values())
        return {"all": True, "none": False, "assigned": assigned,
                "branch": assigned or standing["branch_id"] == branch}[POLICY["reach"].get(role, "none")]

    def check_all(self):
        found = {}
        for role in in_order(roles_of(POLICY["operations"]["readCustomer"])):
            for customer in CUSTOMERS:
                for below in ("", "/timeline", "/loans", "/payments"):
                    with self.subTest(role=role, customer=customer, below=below):
                        answer = server().call("GET", f"/api/customers/{customer}{below}", role)
                        self.assertEqual(answer.status, 200 if self.reached(role, customer) else 404, answer.body)
                        found[role, customer] = answer.status == 200
                        if answer.status == 404:
                            self.same_as_unknown(role, answer, below)
        return found

    def same_as_unknown(self, role, answer, below):
        unknown = server().call("GET", f"/api/customers/C-NOBODY{below}", role)
        ids = ("trace_id",)
        self.assertEqual({k: v for k, v in answer.json.items() if k not in ids},
                         {k: v for k, v in unknown.json.items() if k not in ids})
        self.assertEqual(set(answer.headers), set(unknown.headers))

    def test_each_role_reaches_whom_the_policy_says(self):
        found = self.check_all()
        self.assertTrue(found["officer", "C-1042"])
        self.assertFalse(found["officer", "C-1077"])
        self.assertEqual({c for c in CUSTOMERS if found["agent", c]}, {"C-1042", "C-1088"})

    def test_who_is_given_a_customer_reaches_it_from_then_on(self):
        agent, _ = self.person("agent")
        officer, _ = self.person("officer")
        for role, customer, given in (("agent", "C-1115", {"officer_id": agent, "role": "collection_agent"}),
                                      ("officer", "C-1003", {"officer_id": officer, "role": "relationship_manager"})):
            self.assertEqual(server().call("GET", f"/api/customers/{customer}", role).status, 404)
            answer = server().call("POST", f"/api/customers/{customer}/officer", "supervisor",
                                   given | {"reason": "Takes it over"}, Idempotency_Key=f"reach-{role}")
            self.assertEqual(answer.status, 201, answer.body)
            position = answer.json["position"]
            answer = server().call("GET", f"/api/customers/{customer}?min_position={position}", role)
            self.assertEqual(answer.status, 200, answer.body)
        self.check_all()

    def test_a_search_finds_nobody_out_of_reach(self):
        for role in in_order(roles_of(POLICY["operations"]["searchCustomers"])):
            answer = server().call("GET", "/api/customers?q=C-1&limit=50", role)
            self.assertEqual(answer.status, 200, answer.body)
            found = {customer["id"] for customer in answer.json["customers"]}
            self.assertEqual(found & set(CUSTOMERS), {c for c in CUSTOMERS if self.reached(role, c)}, role)

"""A client of Dossier's API in Python, of the standard library alone: what it calls, it takes from the
server's own description. DOSSIER_URL names the server, one started with `serve --dev`."""
import datetime
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

URL = os.environ.get("DOSSIER_URL", "http://127.0.0.1:8360")


class Problem(Exception):
    """What the API answers where something is wrong (RFC 9457)."""

    def __init__(self, status, body):
        self.status, self.body = status, body
        self.code = body["type"].removeprefix("/problems/")
        super().__init__(f"{status} {self.code}: {body.get('detail', body['title'])}")


class Dossier:
    """Operations by their names in /openapi.json: api.call("readTimeline", id="C-1042", limit=50)."""

    def __init__(self, url, token=None):
        self.url, self.token = url, token
        document = json.load(urllib.request.urlopen(url + "/openapi.json"))
        self.operations = {operation["operationId"]: (method.upper(), path, operation)
                           for path, item in document["paths"].items() for method, operation in item.items()}

    def call(self, operation, body=None, key=None, tries=5, **parameters):
        method, path, known = self.operations[operation]
        of = {parameter["name"]: parameter["in"] for parameter in known["parameters"]}
        query = {name: value for name, value in parameters.items() if of[name] == "query"}
        path = path.format(**{n: urllib.parse.quote(v, "") for n, v in parameters.items() if of[n] == "path"})
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if body is not None:
            headers["Content-Type"] = next(iter(known["requestBody"]["content"]))
        if key:
            headers["Idempotency-Key"] = key
        request = urllib.request.Request(
            self.url + path + ("?" + urllib.parse.urlencode(query) if query else ""), method=method, headers=headers,
            data=None if body is None else json.dumps(body).encode())
        return self.send(request, tries)

    def send(self, request, tries):
        """Again after a pause where the server asks for it: an event's id or the key makes that safe."""
        try:
            return json.load(urllib.request.urlopen(request, timeout=30))
        except urllib.error.HTTPError as error:
            pause = error.headers.get("Retry-After")
            if pause is None or tries <= 1:
                raise Problem(error.code, json.load(error)) from None
            time.sleep(float(pause))
        except urllib.error.URLError:
            if tries <= 1:
                raise
            time.sleep(1)
        return self.send(request, tries - 1)


def signed_in(role):
    """Elsewhere the token comes from your identity provider."""
    api = Dossier(URL)
    signed = api.call("signIn", {"role": role})
    api.token = signed["token"]
    return api, signed


publisher, who = signed_in("publisher")
officer, _ = signed_in("officer")
print(f"signed in as {who['id']}, {who['role']}")

# Publish. The id is yours: sent again, for a lost answer say, the event is there once.
identity = f"note-{uuid.uuid4()}"
event = {
    "specversion": "1.0", "id": identity, "source": "/crm/notes", "type": "dossier.note.added.v1", "subject": "C-1042",
    "time": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    "data": {"note_id": "N-" + identity, "text": "Written by the Python client."},
}
position = publisher.call("publishEvents", event)["position"]
print(f"published at {position}")
if publisher.call("publishEvents", event)["position"] == position:
    print("sent again: the same position")

# Read as of that position: the answer waits for it, up to two seconds.
customer = officer.call("readCustomer", id="C-1042", min_position=position)
print(f"read: {customer['profile']['text']['full_name']}, {customer['profile']['data']['standing']['status']}")

# Page through the timeline, newest first.
page = officer.call("readTimeline", id="C-1042", limit=100, min_position=position)
newest = page["entries"][0]["text"]
print(f"newest entry: {newest['title']} · {newest['description']}")
entries, pages = len(page["entries"]), 1
while page["next"] is not None:
    page = officer.call("readTimeline", id="C-1042", limit=100, cursor=page["next"])
    entries, pages = entries + len(page["entries"]), pages + 1
print(f"timeline: {entries} entries in {pages} pages")

# A problem says what is wrong, where, and what to do.
try:
    officer.call("addNote", {}, key=str(uuid.uuid4()), id="C-1042")
except Problem as problem:
    print(f"refused: {problem.status} {problem.code}, field {problem.body['field']}")

# Write, and retry with the same key: the second answer is that of the first.
retry_key = str(uuid.uuid4())
first, second = [officer.call("addNote", {"text": "Asked for a call back."}, key=retry_key, id="C-1042") for _ in "12"]
if first["id"] == second["id"] and second["duplicate"]:
    print(f"wrote {first['id']}; retried: the same")

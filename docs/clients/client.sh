#!/usr/bin/env bash
# A client of Dossier's API with curl and jq. DOSSIER_URL names the server, one started with `serve --dev`.
set -euo pipefail
url=${DOSSIER_URL:-http://127.0.0.1:8360}

# Sign in. Elsewhere the token comes from your identity provider.
sign_in() { curl -sS --fail-with-body "$url/sign-in" -H 'Content-Type: application/json' -d "{\"role\":\"$1\"}"; }
signed=$(sign_in publisher)
publisher="Authorization: Bearer $(jq -r .token <<<"$signed")"
officer="Authorization: Bearer $(sign_in officer | jq -r .token)"
echo "signed in as $(jq -r '.id + ", " + .role' <<<"$signed")"

# Publish. The id is yours: sent again, for a lost answer say, the event is there once.
event=$(jq -n --arg id "note-$RANDOM-$$" --arg time "$(date -u +%Y-%m-%dT%H:%M:%SZ)" '{
  specversion: "1.0", $id, $time, source: "/crm/notes", type: "dossier.note.added.v1", subject: "C-1042",
  data: {note_id: ("N-" + $id), text: "Written by the curl client."}}')
publish() { curl -sS --fail-with-body "$url/api/events" -H "$publisher" -H 'Content-Type: application/cloudevents+json' -d "$event"; }
position=$(publish | jq -r .position)
echo "published at $position"
[[ $(publish | jq -r .position) == "$position" ]] && echo "sent again: the same position"

# Read as of that position: the answer waits for it, up to two seconds.
customer=$(curl -sS --fail-with-body "$url/api/customers/C-1042?min_position=$position" -H "$officer")
echo "read: $(jq -r '.profile.text.full_name + ", " + .profile.data.standing.status' <<<"$customer")"

# Page through the timeline, newest first.
entries=0 pages=0 next=
while
  page=$(curl -sS --fail-with-body "$url/api/customers/C-1042/timeline?limit=100&min_position=$position${next:+&cursor=$next}" -H "$officer")
  ((pages)) || echo "newest entry: $(jq -r '.entries[0].text | .title + " · " + .description' <<<"$page")"
  entries=$((entries + $(jq '.entries | length' <<<"$page"))) pages=$((pages + 1))
  next=$(jq -r '.next // empty' <<<"$page")
  [[ -n $next ]]
do :; done
echo "timeline: $entries entries in $pages pages"

# A problem says what is wrong, where, and what to do (RFC 9457).
write() { curl -sS "$url/api/customers/C-1042/notes" -H "$officer" -H 'Content-Type: application/json' -H "Idempotency-Key: $1" -d "$2"; }
problem=$(write "bad-$$" '{}')
echo "refused: $(jq -r '"\(.status) \(.type | ltrimstr("/problems/")), field \(.field)"' <<<"$problem")"

# Write, and retry with the same key: the second answer is that of the first.
key="note-by-curl-$$-$RANDOM"
id=$(write "$key" '{"text":"Asked for a call back."}' | jq -r .id)
[[ $(write "$key" '{"text":"Asked for a call back."}' | jq -r '.id + " \(.duplicate)"') == "$id true" ]]
echo "wrote $id; retried: the same"

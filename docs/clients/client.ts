// A client of Dossier's API in TypeScript: types are made from the server's own description, calls are
// checked against them. DOSSIER_URL names the server, one started with `serve --dev`.
//
//     npx openapi-typescript $DOSSIER_URL/openapi.json -o dossier.d.ts
import createClient from "openapi-fetch";
import type { components, paths } from "./dossier.js";

declare const process: { env: Record<string, string | undefined> };
const baseUrl = process.env.DOSSIER_URL ?? "http://127.0.0.1:8360";
type Problem = components["schemas"]["Problem"];

// Again after a pause where the server asks for it: an event's id or the key makes that safe.
async function patient(request: Request): Promise<Response> {
  for (let tries = 5; ; --tries) {
    const response = await fetch(request.clone());
    const pause = response.headers.get("Retry-After");
    if (pause === null || tries <= 1) return response;
    await new Promise((resolve) => setTimeout(resolve, Number(pause) * 1000));
  }
}

function must<T>({ data, error }: { data?: T; error?: Problem }): T {
  if (data === undefined) throw new Error(`${error?.status} ${error?.title}: ${error?.detail} ${error?.remedy}`);
  return data;
}

// Elsewhere the token comes from your identity provider.
async function signedIn(role: string) {
  const api = createClient<paths>({ baseUrl, fetch: patient });
  const signed = must(await api.POST("/sign-in", { body: { role } }));
  api.use({ onRequest: ({ request }) => request.headers.set("Authorization", `Bearer ${signed.token}`) });
  return { api, signed };
}

const { api: publisher, signed } = await signedIn("publisher");
const { api: officer } = await signedIn("officer");
console.log(`signed in as ${signed.id}, ${signed.role}`);

// Publish. The id is yours: sent again, for a lost answer say, the event is there once.
const id = `note-${crypto.randomUUID()}`;
const event: components["schemas"]["CloudEvent"] = {
  specversion: "1.0", id, source: "/crm/notes", type: "dossier.note.added.v1", subject: "C-1042",
  time: new Date().toISOString(),
  data: { note_id: `N-${id}`, text: "Written by the TypeScript client." },
};
async function publish(): Promise<components["schemas"]["Appended"]> {
  const appended = must(await publisher.POST("/api/events", { body: event }));
  if (!("position" in appended)) throw new Error("answered as a batch");
  return appended;
}
const { position } = await publish();
console.log(`published at ${position}`);
if ((await publish()).position === position) console.log("sent again: the same position");

// Read as of that position: the answer waits for it, up to two seconds.
const path = { id: "C-1042" };
const customer = must(await officer.GET("/api/customers/{id}", { params: { path, query: { min_position: position } } }));
console.log(`read: ${customer.profile.text.full_name}, ${customer.profile.data.standing.status}`);

// Page through the timeline, newest first.
let entries = 0;
let pages = 0;
for (let cursor: string | undefined, more = true; more; ) {
  const query = { limit: 100, min_position: position, cursor };
  const page = must(await officer.GET("/api/customers/{id}/timeline", { params: { path, query } }));
  if (pages === 0) console.log(`newest entry: ${page.entries[0].text.title} · ${page.entries[0].text.description}`);
  entries += page.entries.length;
  pages += 1;
  more = page.next !== null;
  cursor = page.next ?? undefined;
}
console.log(`timeline: ${entries} entries in ${pages} pages`);

// A problem says what is wrong, where, and what to do.
const note = (key: string, text: string | undefined) =>
  officer.POST("/api/customers/{id}/notes", {
    params: { path, header: { "Idempotency-Key": key } },
    body: { text } as components["schemas"]["AddNote"],
  });
const { error: problem } = await note(crypto.randomUUID(), undefined);
console.log(`refused: ${problem?.status} ${problem?.type.replace("/problems/", "")}, field ${problem?.field}`);

// Write, and retry with the same key: the second answer is that of the first.
const key = crypto.randomUUID();
const first = must(await note(key, "Asked for a call back."));
const second = must(await note(key, "Asked for a call back."));
if (first.id === second.id && second.duplicate) console.log(`wrote ${first.id}; retried: the same`);

// A client of another make: cut off again and again, it must end with what the server has.
// Usage: node cut.mjs PORT CUTS SEED; PUSH_NODE_MODULES names the folder that has node_modules/ws.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const WebSocket = createRequire(process.env.PUSH_NODE_MODULES + '/')('ws');
const [port, cuts, seed] = process.argv.slice(2).map(Number);
const signedIn = { Authorization: `Bearer ${process.env.PUSH_TOKEN}` };
const base = `http://127.0.0.1:${port}/api/customers/C-1/timeline?limit=200`;

let state = seed;
const random = () => (state = (state * 1664525 + 1013904223) % 2 ** 32) / 2 ** 32;

async function timeline(position) {
  for (;;) {
    const entries = [];
    let version, page, cursor = '', moved = false;
    do {
      const answer = await fetch(base + (position ? `&min_position=${position}` : '') + cursor, { headers: signedIn });
      assert.equal(answer.status, 200);
      page = await answer.json();
      moved = version !== undefined && version !== page.version; // between two pages: once more
      version = page.version;
      entries.push(...page.entries);
      cursor = `&cursor=${page.next}`;
    } while (page.next && !moved);
    if (!moved) return { entries, version };
  }
}

const held = { entries: new Map(), version: undefined, after: undefined, seen: new Set(), snapshots: 0 };

async function take(message) {
  if (message.type === 'change') {
    assert(!held.seen.has(message.position), 'told twice');
    held.seen.add(message.position);
    // What was read for a snapshot may be newer than the snapshot, so a row may be gone already.
    for (const id of message.withdrawn) held.entries.delete(id);
    for (const entry of message.rows) held.entries.set(entry.id, entry);
    held.version = message.version;
  } else if (message.type === 'snapshot') {
    ++held.snapshots;
    const { entries, version } = await timeline(message.position);
    held.entries = new Map(entries.map((entry) => [entry.id, entry]));
    held.version = version;
  }
  if (message.position && message.type !== 'subscribed') held.after = message.position;
}

// Takes messages until `enough` says so, then cuts the connection.
function session(enough) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { headers: signedIn });
    let work = Promise.resolve();
    let count = 0;
    let over = false;
    socket.on('open', () => {
      const ask = { type: 'subscribe', id: 's', topic: 'customer/C-1' };
      socket.send(JSON.stringify(held.after ? { ...ask, after: held.after } : ask));
    });
    socket.on('message', (data) => {
      work = work.then(async () => {
        if (over) return;
        await take(JSON.parse(data));
        if (enough(++count)) {
          over = true;
          socket.terminate();
          resolve();
        }
      }).catch(reject);
    });
    socket.on('error', reject);
  });
}

for (let cut = 0; cut < cuts; ++cut) {
  const most = 1 + Math.floor(random() * 6);
  await session((count) => count >= most);
}
console.log('cut');
for await (const _ of process.stdin) continue; // until the writer has stopped
const truth = await timeline();
if (held.version !== truth.version) await session(() => held.version === truth.version);
assert.deepEqual(held.entries, new Map(truth.entries.map((entry) => [entry.id, entry])));
assert.equal(held.snapshots, 1);
console.log(`cut ${cuts} times, ${held.entries.size} entries`);
process.exit(0);

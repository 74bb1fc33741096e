// An OpenID Connect issuer (oidc-provider) on a free port of 127.0.0.1, for oidc_test.py.
//
//   node issuer.mjs NODE_MODULES
//
// Prints its address. Each line "rotate" on standard input gives it new keys; it then prints
// "rotated". A client's id says who it is, the resource that is asked for which audience and
// algorithm the token has: urn:AUDIENCE:ALGORITHM.
import { generateKeyPairSync } from 'node:crypto';
import http from 'node:http';
import readline from 'node:readline';
import { pathToFileURL } from 'node:url';

const { default: Provider } = await import(
  pathToFileURL(`${process.argv[2]}/oidc-provider/lib/index.js`)
);

const people = {
  'AD-01': { dossier_role: 'admin' },
  'OF-12': { dossier_role: 'officer', dossier_branch: 'BR-NK' },
  'CO-01': { dossier_role: ['offline_access', 'compliance'] },
  'CO-02': { dossier_role: ['compliance', 'admin'] }, // one too many
  'X-1': {}, // has no role here
};

const kinds = {
  RS256: ['rsa', { modulusLength: 2048 }],
  ES256: ['ec', { namedCurve: 'P-256' }],
  EdDSA: ['ed25519', {}],
  PS256: ['rsa', { modulusLength: 2048 }],
};

let generation = 0;

function newKeys() {
  generation += 1;
  return Object.entries(kinds).map(([alg, [kind, options]]) => ({
    ...generateKeyPairSync(kind, options).privateKey.export({ format: 'jwk' }),
    kid: `${alg}-${generation}`,
    alg,
    use: 'sig',
  }));
}

function makeProvider(address) {
  return new Provider(address, {
    jwks: { keys: newKeys() },
    clients: Object.keys(people).map((id) => ({
      client_id: id,
      client_secret: `secret of ${id}`,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
    })),
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo(ctx, resource) {
          const [, audience, alg] = resource.split(':');
          return { scope: '', audience, accessTokenFormat: 'jwt', jwt: { sign: { alg } } };
        },
      },
    },
    extraTokenClaims: (ctx, token) => people[token.clientId],
  });
}

const server = http.createServer((request, response) => answer(request, response));
let answer;
server.listen(0, '127.0.0.1', () => {
  const address = `http://127.0.0.1:${server.address().port}`;
  const start = () => {
    answer = makeProvider(address).callback();
  };
  start();
  console.log(address);
  readline.createInterface({ input: process.stdin }).on('line', (line) => {
    if (line !== 'rotate') return;
    start();
    console.log('rotated');
  });
});

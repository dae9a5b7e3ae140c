// An OAuth server with its users: reads tasks from standard input, a line of JSON each, and says on standard output what
// came of them.

import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

// What the library has to say goes elsewhere.
console.info = console.warn = console.log = console.error;
const say = (said) => process.stdout.write(`${JSON.stringify(said)}\n`);

const { issuer, redirects, user, rotates } = JSON.parse(process.argv[2]);
const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';
const none = { redirect_uris: [], response_types: [] };

const provider = new Provider(issuer, {
  clients: [
    { client_id: 'device', token_endpoint_auth_method: 'none', grant_types: [DEVICE, 'refresh_token'], ...none },
    {
      client_id: 'web',
      client_secret: 'of the web client',
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: redirects,
    },
    { client_id: 'dovecot', client_secret: 'secret', grant_types: [], ...none },
  ],
  features: {
    devInteractions: { enabled: false },
    deviceFlow: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
  },
  pkce: { required: () => true, methods: ['S256'] },
  scopes: ['openid', 'email', 'offline_access', 'imap'],
  claims: { openid: ['sub'], email: ['email'] },
  conformIdTokenClaims: false,
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: id }) }),
  issueRefreshToken: () => true,
  rotateRefreshToken: rotates,
  interactions: { url: (_, interaction) => `/allow/${interaction.uid}` },
  ttl: { AccessToken: 3600, DeviceCode: 600, Grant: 86400, IdToken: 3600, Interaction: 600, RefreshToken: 86400, Session: 86400 },
  cookies: { keys: ['of a test'] },
});
provider.proxy = true;

const given = { access: [], refresh: [], refreshes: 0 };
provider.on('access_token.saved', (token) => given.access.push(token));
provider.on('refresh_token.saved', (token) => given.refresh.push(token));
provider.on('grant.success', (ctx) => {
  given.refreshes += ctx.oidc.params.grant_type === 'refresh_token' ? 1 : 0;
});

// The page on which the user allows what is asked, or not.
async function allow(request, response) {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (request.method === 'GET') {
    const button = (name) => `<button name="answer" value="${name}" id="${name}">${name}</button>`;
    const form = `<form method="post" action="${request.url}">${button('allow')}${button('deny')}</form>`;
    response.setHeader('content-type', 'text/html').end(`<!doctype html><title>${prompt.name}</title><link rel="icon" href="data:,">${form}`);
    return;
  }
  let body = '';
  for await (const chunk of request) body += chunk;
  if (new URLSearchParams(body).get('answer') !== 'allow') {
    const refusal = { error: 'access_denied', error_description: 'The user said no.' };
    await provider.interactionFinished(request, response, refusal);
    return;
  }
  const accountId = session?.accountId ?? user;
  const grant = new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope ?? 'openid email offline_access imap');
  const result = { login: { accountId }, consent: { grantId: await grant.save() } };
  await provider.interactionFinished(request, response, result);
}

const handle = provider.callback();
const server = createServer((request, response) => {
  // From the world it came over TLS.
  if (request.headers.host === new URL(issuer).host) request.headers['x-forwarded-proto'] = 'https';
  if (!request.url.startsWith('/allow/')) return handle(request, response);
  return allow(request, response).catch((error) => response.writeHead(500).end(String(error)));
});

// A user with a browser of their own.
class Browser {
  cookies = new Map();

  async go(address, form) {
    let url = new URL(address, this.url ?? here());
    for (let step = 0; step < 20; step += 1) {
      // They get to the provider's page by another way than the relay does.
      if (url.origin === issuer) url = new URL(url.pathname + url.search, here());
      this.url = url;
      const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const body = form && new URLSearchParams(form);
      const response = await fetch(url, { method: form ? 'POST' : 'GET', body, redirect: 'manual', headers: { cookie } });
      for (const set of response.headers.getSetCookie()) {
        const [, name, value] = set.match(/^([^=]+)=([^;]*)/);
        this.cookies.set(name, value);
      }
      const location = response.headers.get('location');
      if (!location) return response.text();
      url = new URL(location, url);
      form = undefined;
      if (url.pathname === '/signed-in') return url;
    }
    throw new Error('there is no end to it');
  }

  // The page after a form of this page was filled in.
  submit(page, filled) {
    if (page instanceof URL) return page;
    const action = page.match(/action="([^"]+)"/)?.[1];
    if (!action) throw new Error(`no form: ${page}`);
    const hidden = [...page.matchAll(/type="hidden" name="([^"]+)" value="([^"]+)"/g)].map(([, name, value]) => [name, value]);
    return this.go(action, { ...Object.fromEntries(hidden), ...filled });
  }
}

const here = () => `http://127.0.0.1:${server.address().port}`;

const tasks = {
  // Enters a code.
  async enter({ code, answer }) {
    const browser = new Browser();
    const confirm = await browser.submit(await browser.go('/device'), { user_code: code });
    await browser.submit(await browser.submit(confirm, { user_code: code, confirm: 'yes' }), { answer });
  },
  // Opens a page that leads back, and says with what.
  async open({ page, answer }) {
    const browser = new Browser();
    const end = await browser.submit(await browser.go(page), { answer });
    if (!(end instanceof URL)) throw new Error(`it does not lead back: ${end}`);
    return end.search;
  },
  // Takes back what was given: the access tokens, or all.
  async revoke({ all }) {
    for (const token of given.access.splice(0)) await token.destroy();
    if (all) for (const token of given.refresh.splice(0)) await token.destroy();
  },
  // The tokens that it gave.
  tokens: () => [...given.access, ...given.refresh].map((token) => token.jti),
  // How often tokens were refreshed.
  refreshes: () => given.refreshes,
};

server.listen(0, '127.0.0.1', async () => {
  say({ said: server.address().port });
  for await (const line of createInterface({ input: process.stdin })) {
    const task = JSON.parse(line);
    try {
      say({ said: (await tasks[task.task](task)) ?? null });
    } catch (error) {
      say({ failed: String(error?.stack ?? error) });
    }
  }
  process.exit(0);
});

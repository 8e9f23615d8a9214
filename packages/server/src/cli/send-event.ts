/** `purestat send-event`: one event, as a browser would send it. */
import { loadConfig } from '../config.ts';
import { FailedError, UsageError, type Command, type OptionValues } from './command.ts';
import { ask } from './where.ts';

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0';

export const sendEvent: Command = {
  summary: 'sends one event to a running server, and tells whether it counts',
  details: `
For trying an installation out: is the site known, do its shields let the event through, does it arrive
on the dashboard. It is taken for a browser on this machine.

Exit code: 0 it counts; 1 refused or not counted, with the reason; 2 wrong usage.

Examples
  npx purestat send-event --domain example.com
  npx purestat send-event --domain example.com --page /pricing --referrer https://www.google.com/
  npx purestat send-event --domain example.com --name purchase --revenue 29.99 --currency EUR \\
    --prop plan=pro --prop seats=3 --url https://stats.example.com`,
  options: {
    domain: { type: 'string', value: 'DOMAIN', help: 'the site (required)' },
    page: { type: 'string', value: 'PATH', help: 'path or address of the page (/)' },
    name: { type: 'string', value: 'NAME', help: 'name of the event (pageview)' },
    referrer: { type: 'string', value: 'ADDRESS', help: 'where the visitor came from' },
    prop: {
      type: 'string',
      value: 'KEY=VALUE',
      multiple: true,
      help: 'a custom property; may be given again',
    },
    revenue: { type: 'string', value: 'AMOUNT', help: 'an amount, with --currency' },
    currency: { type: 'string', value: 'CODE', help: 'its currency, such as EUR' },
    'user-agent': { type: 'string', value: 'TEXT', help: 'the browser (a Firefox)' },
    url: {
      type: 'string',
      value: 'ADDRESS',
      help: 'the server (BASE_URL, else localhost and PORT)',
    },
    json: { type: 'boolean', help: 'prints one JSON object instead of text' },
  },
  async run(values, { env, stdout, signal }) {
    const body = eventOf(values);
    const server = String(values['url'] ?? loadConfig(env).BASE_URL).replace(/\/+$/, '');
    if (!URL.canParse(server)) throw new UsageError(`--url: ${server} is no address.`);
    const agent = String(values['user-agent'] ?? BROWSER);
    const init = { method: 'POST', headers: { 'user-agent': agent }, body: JSON.stringify(body) };
    const response = await ask(`${server}/api/event`, init, signal);
    const dropped = response.headers.get('x-purestat-dropped');
    await response.body?.cancel();
    if (values['json'] === true)
      stdout.write(`${JSON.stringify({ ok: dropped === null, dropped })}\n`);
    else if (dropped === null) stdout.write(`Counted: ${body.name} of ${body.url}\n`);
    if (dropped !== null && values['json'] !== true) {
      throw new FailedError(`Not counted: ${dropped}. docs/tracker.md says what that means.`);
    }
    return dropped === null ? 0 : 1;
  },
};

function eventOf(values: OptionValues) {
  const { domain, page = '/', name = 'pageview', referrer, revenue, currency } = values;
  if (typeof domain !== 'string') throw new UsageError('--domain is needed: the site.');
  if ((revenue === undefined) !== (currency === undefined))
    throw new UsageError('--revenue and --currency go together.');
  const props = ((values['prop'] ?? []) as readonly string[]).map(propOf);
  return {
    domain,
    url: addressOf(domain, String(page)),
    name: String(name),
    ...(referrer !== undefined && { referrer }),
    ...(props.length > 0 && { props: Object.fromEntries(props) }),
    ...(revenue !== undefined && { revenue: { amount: revenue, currency } }),
  };
}

function addressOf(domain: string, page: string): string {
  if (/^https?:\/\//.test(page)) return page;
  return `https://${domain}${page.startsWith('/') ? '' : '/'}${page}`;
}

function propOf(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`--prop "${text}" is not understood: write plan=pro.`);
  return [text.slice(0, at), text.slice(at + 1)];
}

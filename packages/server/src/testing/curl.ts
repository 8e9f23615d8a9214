/** Understands as much of curl's command line as the documentation uses, and sends what it says. */
import { readFileSync } from 'node:fs';

export interface CurlAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/** Cuts a command of a POSIX shell into words: quotes, backslashes at line ends, `$VARIABLES`. */
export function shellWords(command: string, variables: Record<string, string>): string[] {
  const expand = (text: string) =>
    text.replace(/\$(\w+)/g, (_, name: string) => {
      const value = variables[name];
      if (value === undefined) throw new Error(`No variable $${name} for: ${command}`);
      return value;
    });
  const pieces = command
    .replace(/\\\n/g, ' ')
    .matchAll(/'([^']*)'|"([^"]*)"|\\(.)|([^\s'"\\]+)|(\s+)/g);
  const words: string[] = [];
  let isOpen = false;
  for (const [, single, double, escaped, bare, space] of pieces) {
    if (space !== undefined) isOpen = false;
    else {
      const text = single ?? escaped ?? expand(double ?? bare ?? '');
      if (isOpen) words[words.length - 1] += text;
      else words.push(text);
      isOpen = true;
    }
  }
  return words;
}

/** Options that take a value. */
const WITH_VALUE = new Set(['-X', '-H', '-d', '--data-binary', '-b', '-A', '-o']);

/** @throws Error for an option that it does not know */
export async function runCurl(
  command: string,
  variables: Record<string, string>,
): Promise<CurlAnswer> {
  const [program, ...words] = shellWords(command, variables);
  if (program !== 'curl') throw new Error(`Not curl: ${command}`);
  const headers = new Headers({ 'user-agent': 'curl/8.0' });
  let [method, address] = ['', ''];
  let body: string | Uint8Array | undefined;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const value = WITH_VALUE.has(word) ? words[++at]! : '';
    if (word === '-X') method = value;
    else if (word === '-H') headers.set(...cut(value));
    else if (word === '-b') headers.set('cookie', value);
    else if (word === '-A') headers.set('user-agent', value);
    else if (word === '-d' || word === '--data-binary')
      body = value.startsWith('@') ? readFileSync(value.slice(1)) : value;
    else if (!word.startsWith('-')) address = word;
    else if (!['-i', '-N', '-s', '-o'].includes(word))
      throw new Error(`Unknown option ${word}: ${command}`);
  }
  return send(address, {
    method: method || (body === undefined ? 'GET' : 'POST'),
    headers,
    body: body as never,
  });
}

function cut(header: string): [string, string] {
  const [name, ...value] = header.split(':');
  return [name!, value.join(':').trim()];
}

async function send(address: string, request: RequestInit): Promise<CurlAnswer> {
  const response = await fetch(address, { redirect: 'manual', ...request });
  const isEndless = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  if (isEndless) await response.body?.cancel();
  return {
    status: response.status,
    headers: response.headers,
    text: isEndless ? '' : await response.text(),
  };
}

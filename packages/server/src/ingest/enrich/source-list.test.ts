import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sourceByApp, sourceByHost, sourceByTag } from './source-list.ts';

interface Listed {
  name: string;
  hosts?: string[];
  apps?: string[];
  aliases?: string[];
}
const directory = new URL('../../../data/sources/', import.meta.url);
const lists = readdirSync(directory).map((file) => ({
  kind: file.replace('.json', ''),
  sources: JSON.parse(readFileSync(new URL(file, directory), 'utf8')) as Listed[],
}));
const all = lists.flatMap(({ kind, sources }) => sources.map((source) => ({ kind, ...source })));

const repeated = (values: string[]): string[] =>
  values.filter((value, i) => values.indexOf(value) !== i);

describe('the lists', () => {
  test('hold each name, host, app and alias once', () => {
    expect(repeated(all.map(({ name }) => name.toLowerCase()))).toEqual([]);
    expect(repeated(all.flatMap(({ hosts = [] }) => hosts))).toEqual([]);
    expect(repeated(all.flatMap(({ apps = [] }) => apps))).toEqual([]);
    expect(
      repeated(all.flatMap(({ name, aliases = [] }) => [name.toLowerCase(), ...aliases])),
    ).toEqual([]);
  });

  test('are written in the form in which they are looked up', () => {
    const host = /^=?(?!www\.)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:[a-z0-9-]+|\*)$/;
    const app = /^[a-z0-9_]+(?:\.[a-z0-9_]+)+$/;
    const alias = /^(?! )[^A-Z]+(?<! )$/;
    expect(all.flatMap(({ hosts = [] }) => hosts).filter((text) => !host.test(text))).toEqual([]);
    expect(all.flatMap(({ apps = [] }) => apps).filter((text) => !app.test(text))).toEqual([]);
    expect(all.flatMap(({ aliases = [] }) => aliases).filter((text) => !alias.test(text))).toEqual(
      [],
    );
  });

  test.each(lists)('every entry of $kind is found by what it lists', ({ kind, sources }) => {
    for (const { name, hosts = [], apps = [], aliases = [] } of sources) {
      const found = [
        ...hosts.map((host) => [host, sourceByHost(host.replace('=', '').replace('*', 'com'))]),
        ...apps.map((app) => [app, sourceByApp(app)]),
        ...[name, ...aliases].map((alias) => [alias, sourceByTag(alias)]),
      ];
      expect(found).toEqual(found.map(([text]) => [text, { name, kind }]));
    }
  });
});

describe('hosts', () => {
  test.each([
    ['a listed host', 'facebook.com', 'Facebook'],
    ['its subdomains', 'a.b.facebook.com', 'Facebook'],
    ['a subdomain listed apart', 'mail.yahoo.com', 'Yahoo Mail'],
    ['and those below it', 'eu.mail.yahoo.com', 'Yahoo Mail'],
    ['= matches itself', 'google.com', 'Google'],
    ['* stands for any public suffix', 'google.com.au', 'Google'],
    ['with a subdomain', 'news.google.fr', 'Google News'],
  ])('%s: %s is %s', (_rule, host, name) => {
    expect(sourceByHost(host)?.name).toBe(name);
  });

  test.each([
    ['= does not match subdomains', 'admin.google.com'],
    ['* stands for no name of somebody else', 'google.example.com'],
    ['a host that ends alike', 'myfacebook.com'],
    ['a public suffix', 'co.uk'],
    ['a single word', 'google'],
    ['an address', '8.8.8.8'],
    ['nothing', ''],
  ])('%s: %s is unknown', (_rule, host) => {
    expect(sourceByHost(host)).toBeUndefined();
  });
});

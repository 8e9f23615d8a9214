/**
 * What a page may ask for by attributes, served as /js/options.js. The core script fetches it where
 * an attribute asks for something in here, and leaves the start to it.
 */
import { downloads } from './options/downloads.ts';
import { forms } from './options/forms.ts';
import { notFound } from './options/not-found.ts';
import type { Option, Site } from './options/option.ts';
import { outbound } from './options/outbound.ts';
import { taggedElements } from './options/tagged.ts';

const MODES_FILE = './modes.js';

/** Each attribute of the script tag without `data-`, and the option that its value means. */
export const OPTIONS: Record<string, (value: string) => Option> = {
  outbound: () => outbound(),
  downloads: (value) => downloads(value ? { extensions: value.split(',') } : {}),
  forms: () => forms(),
  '404': (value) => notFound({ always: value === 'always' }),
};

export default function use(tag: HTMLScriptElement, start: () => void): void {
  const { dataset } = tag;
  const isAsked = (name: string) => dataset[name] !== undefined;
  // Without that file the core would count pages that it should not: it stays silent.
  if (['hash', 'manual', 'exclude'].some(isAsked))
    import(MODES_FILE).then((file) => file.default(tag)).catch(() => {});
  else start();
  const site: Site = {
    domain: dataset['domain'] ?? '',
    // Looked up each time: the page may have put something around it.
    track: (...call) => window.purestat?.(...call),
  };
  for (const [name, option] of Object.entries(OPTIONS))
    if (isAsked(name)) option(dataset[name]!)(site);
  taggedElements()(site);
}

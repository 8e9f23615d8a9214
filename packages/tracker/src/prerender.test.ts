/** A page that the browser prepares before anybody asked for it. In a real browser. */
import { afterEach, expect, test } from 'vitest';
import { describeInChromium, openUndriven } from '../../../test/chromium.ts';
import { openStand, type Stand } from './testing/stand.ts';
import { QUEUE_STUB } from './testing/snippets.ts';

let stand: Stand | undefined;
let closeBrowser: (() => Promise<void>) | undefined;

describeInChromium('prerendering', () => {
  afterEach(async () => {
    await closeBrowser?.();
    await stand?.close();
  });

  // The browser prepares and shows by itself, so the pages carry the story.
  test('a prerendered page and the calls on it count when it is shown, not before', async () => {
    stand = await openStand();
    const { pages, received, site } = stand;
    const isPrepared = Promise.withResolvers<number>();
    pages['/first'] = {
      head: `<script type="speculationrules">
        {"prerender": [{"source": "list", "urls": ["/second"], "eagerness": "immediate"}]}
      </script>`,
      body: `<script>fetch('/prepared').then(() => { location.href = '/second'; })</script>`,
    };
    pages['/prepared'] = { until: () => isPrepared.promise.then() };
    pages['/ready'] = { until: () => isPrepared.resolve(received.length) };
    pages['/second'] = {
      head: `<script>${QUEUE_STUB};
        purestat('before the script', { props: { prerendering: document.prerendering } });</script>
        ${stand.snippet()}`,
      body: `<script>addEventListener('load', () => {
          purestat('after the script', { props: { prerendering: document.prerendering } });
          fetch('/ready');
        });
        document.addEventListener('prerenderingchange', () => purestat('shown'));</script>`,
    };
    closeBrowser = await openUndriven(`${site}/first`);

    expect(await isPrepared.promise).toBe(0);
    // Sent in one go, they may arrive in any order: hence the referrer on each.
    const events = (await stand.events(4)).map(
      ({ screen_width: _width, title: _title, ...rest }) => rest,
    );
    const common = { domain: 'site.test', url: `${site}/second`, referrer: `${site}/first` };
    const order = events.toSorted((a, b) => String(a['name']).localeCompare(String(b['name'])));
    expect(order).toEqual([
      { ...common, name: 'after the script', props: { prerendering: true } },
      { ...common, name: 'before the script', props: { prerendering: true } },
      { ...common, name: 'pageview' },
      { ...common, name: 'shown' },
    ]);
  });
});

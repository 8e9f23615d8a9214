import { assert, property, string, webQueryParameters } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { acquisition } from './acquisition.ts';
import { CHANNELS } from './channel.ts';

const acquire = (query: string, referrer = '', siteDomain = 'example.com') =>
  acquisition({ url: new URL(`https://example.com/page${query}`), referrer, siteDomain });
const sourceAndChannel = (query: string, referrer?: string) => {
  const { source, channel } = acquire(query, referrer);
  return [source, channel];
};

test('channels are tried in the documented order', () => {
  expect(CHANNELS).toEqual([
    'Cross-network',
    'Paid Shopping',
    'Paid Search',
    'Paid Social',
    'Paid Video',
    'Display',
    'Paid Other',
    'Affiliates',
    'Email',
    'SMS',
    'Push',
    'Audio',
    'AI Assistants',
    'Organic Shopping',
    'Organic Social',
    'Organic Video',
    'Organic Search',
    'Referral',
    'Direct',
  ]);
});

describe('the whole answer', () => {
  const none = { utm_source: '', utm_medium: '', utm_campaign: '', utm_term: '', utm_content: '' };

  test('of a direct visit is empty but for the channel', () => {
    expect(acquire('')).toEqual({ referrer: '', source: '', channel: 'Direct', ...none });
  });

  test('of a referred visit holds host and path of the referrer', () => {
    expect(acquire('', 'https://www.blog.example.org/2026/post?secret=1#top')).toEqual({
      referrer: 'blog.example.org/2026/post',
      source: 'blog.example.org',
      channel: 'Referral',
      ...none,
    });
  });

  test('of a tagged visit holds the tags as sent', () => {
    const query =
      '?utm_source=Google&utm_medium=CPC&utm_campaign=Spring+Sale&utm_term=blue%20shoes&utm_content=A';
    expect(acquire(query, 'https://www.google.com/')).toEqual({
      referrer: 'google.com',
      source: 'Google',
      channel: 'Paid Search',
      utm_source: 'Google',
      utm_medium: 'CPC',
      utm_campaign: 'Spring Sale',
      utm_term: 'blue shoes',
      utm_content: 'A',
    });
  });
});

describe('referrer', () => {
  test.each([
    ['scheme, www. and query are left out', 'https://www.example.org/a?b#c', 'example.org/a'],
    ['the bare root is left out', 'https://example.org/', 'example.org'],
    ['a trailing slash stays', 'https://example.org/a/', 'example.org/a/'],
    ['so do port and credentials', 'http://me:secret@example.org:8080/a', 'example.org/a'],
    ['the path is decoded', 'https://example.org/caf%C3%A9', 'example.org/café'],
    ['names come in Unicode', 'https://xn--mnchen-3ya.de/', 'münchen.de'],
    ['hosts come in lower case', 'HTTPS://Example.ORG/Path', 'example.org/Path'],
    ['apps count', 'android-app://com.Example.Reader/', 'com.example.reader'],
    ['addresses count', 'http://203.0.113.7/x', '203.0.113.7/x'],
    ['other schemes do not', 'ftp://example.org/', ''],
    ['nor scripts', 'javascript:alert(1)', ''],
    ['nor local files', 'file:///home/me/x.html', ''],
    ['nor extensions', 'chrome-extension://abcdef/popup.html', ''],
    ['nor bare hosts', 'example.org', ''],
    ['nor nonsense', 'https://', ''],
    ['the site itself is none', 'https://example.com/other', ''],
    ['also with www.', 'https://www.example.com/other', ''],
    ['nor is a subdomain of it', 'https://shop.example.com/', ''],
    ['a name that ends alike is another site', 'https://notexample.com/', 'notexample.com'],
  ])('%s', (_rule, referrer, expected) => {
    expect(acquire('', referrer).referrer).toBe(expected);
  });

  test('the parent of a site on a subdomain is a source', () => {
    const url = new URL('https://blog.example.com/');
    const referrer = 'https://example.com/';
    const answer = acquisition({ url, referrer, siteDomain: 'blog.example.com' });
    expect([answer.source, answer.channel]).toEqual(['example.com', 'Referral']);
  });

  test('the host that is visited is none, though the site is registered under another', () => {
    const url = new URL('https://www.example.net/b');
    const answer = acquisition({
      url,
      referrer: 'https://example.net/a',
      siteDomain: 'example.com',
    });
    expect([answer.referrer, answer.source]).toEqual(['', '']);
  });

  test('an international site knows itself', () => {
    const url = new URL('https://münchen.de/');
    const answer = acquisition({
      url,
      referrer: 'https://www.xn--mnchen-3ya.de/a',
      siteDomain: 'münchen.de',
    });
    expect([answer.referrer, answer.source]).toEqual(['', '']);
  });

  test('is bounded', () => {
    expect(acquire('', `https://example.org/${'a'.repeat(5_000)}`).referrer).toHaveLength(500);
  });
});

describe('source', () => {
  const referrer = 'https://news.ycombinator.com/item?id=1';
  test.each([
    ['utm_source before all', '?utm_source=a&source=b&ref=c', 'a'],
    ['source before ref', '?source=b&ref=c', 'b'],
    ['ref before the referrer', '?ref=c', 'c'],
    ['then the referrer', '', 'Hacker News'],
    ['an empty tag is none', '?utm_source=&ref=%20', 'Hacker News'],
    ['a tag that names the site is none', '?ref=www.example.com', 'Hacker News'],
    ['a tag in any case is known', '?utm_source=FaceBook', 'Facebook'],
    ['a short name is known', '?utm_source=ig', 'Instagram'],
    ['a host is known', '?utm_source=chatgpt.com', 'ChatGPT'],
    ['also with www.', '?ref=www.linkedin.com', 'LinkedIn'],
    ['also as a URL', '?ref=https://www.producthunt.com/posts/x', 'Product Hunt'],
    [
      'a URL of an unknown site becomes its host',
      '?ref=https://www.Blog.example.org/x',
      'blog.example.org',
    ],
    ['an unknown tag stays as sent', '?utm_source=Spring%20Mailing', 'Spring Mailing'],
    ['trimmed and without control characters', '?utm_source=%20a%00b%0Ac%20', 'abc'],
    ['no property of objects is a source', '?utm_source=constructor', 'constructor'],
    ['broken encoding does no harm', '?utm_source=%E9%zz', '\ufffd%zz'],
  ])('%s', (_rule, query, expected) => {
    expect(acquire(query, referrer).source).toBe(expected);
  });

  test('tags are bounded, never cutting a character in two', () => {
    const long = encodeURIComponent('😀'.repeat(500));
    expect(acquire(`?utm_campaign=x${long}`).utm_campaign).toBe(`x${'😀'.repeat(99)}`);
  });
});

describe('source and channel by referrer', () => {
  test.each([
    ['https://www.google.com/', 'Google', 'Organic Search'],
    ['https://www.google.co.uk/', 'Google', 'Organic Search'],
    ['https://google.com.br/', 'Google', 'Organic Search'],
    ['android-app://com.google.android.googlequicksearchbox/', 'Google', 'Organic Search'],
    ['https://news.google.com/', 'Google News', 'Referral'],
    ['https://mail.google.com/mail/u/0/', 'Gmail', 'Email'],
    ['android-app://com.google.android.gm/', 'Gmail', 'Email'],
    ['https://gemini.google.com/app', 'Gemini', 'AI Assistants'],
    ['https://docs.google.com/document/d/1', 'Google Docs', 'Referral'],
    ['https://shopping.google.com/', 'Google Shopping', 'Organic Shopping'],
    ['https://translate.google.de/', 'Google Translate', 'Referral'],
    ['https://example-com.translate.goog/', 'Google Translate', 'Referral'],
    ['https://support.google.com/', 'support.google.com', 'Referral'],
    ['https://google.evil.org/', 'google.evil.org', 'Referral'],
    ['https://notgoogle.com/', 'notgoogle.com', 'Referral'],
    ['https://www.bing.com/search', 'Bing', 'Organic Search'],
    ['https://copilot.microsoft.com/', 'Microsoft Copilot', 'AI Assistants'],
    ['https://duckduckgo.com/', 'DuckDuckGo', 'Organic Search'],
    ['https://duck.ai/', 'Duck.ai', 'AI Assistants'],
    ['https://search.yahoo.com/', 'Yahoo', 'Organic Search'],
    ['https://de.search.yahoo.com/', 'Yahoo', 'Organic Search'],
    ['https://search.yahoo.co.jp/', 'Yahoo! Japan', 'Organic Search'],
    ['https://mail.yahoo.com/', 'Yahoo Mail', 'Email'],
    ['https://yandex.ru/', 'Yandex', 'Organic Search'],
    ['https://yandex.com.tr/', 'Yandex', 'Organic Search'],
    ['https://ya.ru/', 'Yandex', 'Organic Search'],
    ['https://mail.yandex.ru/', 'Yandex Mail', 'Email'],
    ['https://market.yandex.ru/', 'Yandex Market', 'Organic Shopping'],
    ['https://www.baidu.com/link', 'Baidu', 'Organic Search'],
    ['https://tieba.baidu.com/', 'Tieba', 'Organic Social'],
    ['https://search.naver.com/', 'Naver', 'Organic Search'],
    ['https://m.search.naver.com/', 'Naver', 'Organic Search'],
    ['https://blog.naver.com/x', 'Naver Blog', 'Organic Social'],
    ['https://search.daum.net/', 'Daum', 'Organic Search'],
    ['https://search.seznam.cz/', 'Seznam', 'Organic Search'],
    ['https://email.seznam.cz/', 'Seznam Email', 'Email'],
    ['https://www.ecosia.org/', 'Ecosia', 'Organic Search'],
    ['https://www.qwant.com/', 'Qwant', 'Organic Search'],
    ['https://www.startpage.com/', 'Startpage', 'Organic Search'],
    ['https://search.brave.com/', 'Brave Search', 'Organic Search'],
    ['https://kagi.com/', 'Kagi', 'Organic Search'],
    ['https://chatgpt.com/', 'ChatGPT', 'AI Assistants'],
    ['https://chat.openai.com/', 'ChatGPT', 'AI Assistants'],
    ['https://claude.ai/', 'Claude', 'AI Assistants'],
    ['https://www.perplexity.ai/search/x', 'Perplexity', 'AI Assistants'],
    ['https://chat.deepseek.com/', 'DeepSeek', 'AI Assistants'],
    ['https://chat.mistral.ai/', 'Mistral', 'AI Assistants'],
    ['https://grok.com/', 'Grok', 'AI Assistants'],
    ['https://www.facebook.com/', 'Facebook', 'Organic Social'],
    ['https://l.facebook.com/l.php', 'Facebook', 'Organic Social'],
    ['https://lm.facebook.com/', 'Facebook', 'Organic Social'],
    ['android-app://com.facebook.katana/', 'Facebook', 'Organic Social'],
    ['https://l.instagram.com/', 'Instagram', 'Organic Social'],
    ['https://t.co/abc', 'X (Twitter)', 'Organic Social'],
    ['https://x.com/', 'X (Twitter)', 'Organic Social'],
    ['https://lnkd.in/x', 'LinkedIn', 'Organic Social'],
    ['https://out.reddit.com/', 'Reddit', 'Organic Social'],
    ['https://old.reddit.com/r/selfhosted', 'Reddit', 'Organic Social'],
    ['https://news.ycombinator.com/item', 'Hacker News', 'Organic Social'],
    ['https://lobste.rs/s/abc', 'Lobsters', 'Organic Social'],
    ['https://mastodon.social/@x', 'Mastodon', 'Organic Social'],
    ['https://bsky.app/', 'Bluesky', 'Organic Social'],
    ['https://www.tiktok.com/', 'TikTok', 'Organic Social'],
    ['https://vk.com/', 'VK', 'Organic Social'],
    ['https://www.pinterest.de/', 'Pinterest', 'Organic Social'],
    ['https://web.telegram.org/', 'Telegram', 'Organic Social'],
    ['android-app://org.telegram.messenger/', 'Telegram', 'Organic Social'],
    ['https://math.stackexchange.com/q/1', 'Stack Exchange', 'Organic Social'],
    ['https://www.youtube.com/watch', 'YouTube', 'Organic Video'],
    ['https://m.youtube.com/', 'YouTube', 'Organic Video'],
    ['https://vimeo.com/1', 'Vimeo', 'Organic Video'],
    ['https://www.twitch.tv/', 'Twitch', 'Organic Video'],
    ['https://www.amazon.de/', 'Amazon', 'Organic Shopping'],
    ['https://aws.amazon.com/', 'aws.amazon.com', 'Referral'],
    ['https://www.ebay.co.uk/', 'eBay', 'Organic Shopping'],
    ['https://outlook.live.com/', 'Outlook', 'Email'],
    ['https://mail.proton.me/', 'Proton Mail', 'Email'],
    ['https://github.com/x/y', 'GitHub', 'Referral'],
    ['https://en.wikipedia.org/wiki/X', 'Wikipedia', 'Referral'],
    ['https://www.awin1.com/cread.php', 'Awin', 'Affiliates'],
    ['https://googleads.g.doubleclick.net/', 'Google Display', 'Display'],
    ['https://example.org/', 'example.org', 'Referral'],
    ['http://intranet/wiki', 'intranet', 'Referral'],
    ['http://10.0.0.5/', '10.0.0.5', 'Referral'],
    ['android-app://org.example.reader/', 'org.example.reader', 'Referral'],
  ])('%s is %s, %s', (referrer, source, channel) => {
    expect(sourceAndChannel('', referrer)).toEqual([source, channel]);
  });
});

describe('channel by tags', () => {
  test.each([
    ['?utm_source=google&utm_campaign=Cross-Network', 'Cross-network'],
    ['?utm_source=google&utm_medium=cpc&utm_campaign=summer-shopping', 'Paid Shopping'],
    ['?utm_source=google&utm_medium=cpc&utm_campaign=workshop', 'Paid Search'],
    ['?utm_source=amazon&utm_medium=cpc', 'Paid Shopping'],
    ['?utm_source=google&utm_medium=cpc', 'Paid Search'],
    ['?utm_source=adwords&utm_medium=ppc', 'Paid Search'],
    ['?utm_source=bing&utm_medium=paidsearch', 'Paid Search'],
    ['?utm_source=google&utm_medium=cpm', 'Paid Search'],
    ['?utm_source=unknown&utm_medium=paid-search', 'Paid Search'],
    ['?utm_source=facebook&utm_medium=paid', 'Paid Social'],
    ['?utm_source=fb&utm_medium=cpc', 'Paid Social'],
    ['?utm_source=unknown&utm_medium=paid_social', 'Paid Social'],
    ['?utm_source=youtube&utm_medium=cpv', 'Paid Video'],
    ['?utm_source=unknown&utm_medium=display', 'Display'],
    ['?utm_source=unknown&utm_medium=banner', 'Display'],
    ['?utm_source=unknown&utm_medium=cpm', 'Display'],
    ['?utm_source=google&utm_medium=display', 'Display'],
    ['?utm_source=taboola', 'Display'],
    ['?utm_source=unknown&utm_medium=cpc', 'Paid Other'],
    ['?utm_source=unknown&utm_medium=retargeting', 'Paid Other'],
    ['?utm_source=chatgpt.com&utm_medium=cpc', 'Paid Other'],
    ['?utm_source=unknown&utm_medium=affiliate', 'Affiliates'],
    ['?utm_source=awin', 'Affiliates'],
    ['?utm_source=unknown&utm_medium=email', 'Email'],
    ['?utm_source=unknown&utm_medium=E-Mail', 'Email'],
    ['?utm_source=newsletter', 'Email'],
    ['?utm_source=email', 'Email'],
    ['?utm_medium=email', 'Email'],
    ['?utm_source=facebook&utm_medium=email', 'Email'],
    ['?utm_source=sms', 'SMS'],
    ['?utm_medium=sms', 'SMS'],
    ['?utm_medium=web-push', 'Push'],
    ['?utm_medium=mobile-app', 'Push'],
    ['?utm_source=firebase', 'Push'],
    ['?utm_medium=audio', 'Audio'],
    ['?utm_source=chatgpt.com', 'AI Assistants'],
    ['?utm_source=openai&utm_medium=referral', 'AI Assistants'],
    ['?utm_source=unknown&utm_campaign=eshop', 'Organic Shopping'],
    ['?utm_source=unknown&utm_medium=social', 'Organic Social'],
    ['?utm_source=twitter', 'Organic Social'],
    ['?utm_source=unknown&utm_medium=sm', 'Organic Social'],
    ['?utm_source=unknown&utm_medium=video', 'Organic Video'],
    ['?utm_source=unknown&utm_medium=organic', 'Organic Search'],
    ['?utm_source=google&utm_medium=organic', 'Organic Search'],
    ['?utm_source=unknown', 'Referral'],
    ['?utm_medium=referral', 'Referral'],
    ['?utm_medium=unknown', 'Direct'],
    ['?utm_campaign=unknown', 'Direct'],
  ])('%s: %s', (query, channel) => {
    expect(acquire(query).channel).toBe(channel);
  });
});

describe('click ids', () => {
  test.each([
    ['Google search', '?gclid=x', 'https://www.google.com/', 'Google', 'Paid Search'],
    ['an app hides its address', '?gbraid=x', '', 'Google', 'Paid Search'],
    ['YouTube belongs to Google', '?gclid=x', 'https://www.youtube.com/', 'YouTube', 'Paid Video'],
    [
      'a partner that no list knows',
      '?gclid=x',
      'https://find.example.org/',
      'find.example.org',
      'Paid Search',
    ],
    ['display', '?dclid=x', '', 'Google Display', 'Display'],
    ['Microsoft', '?msclkid=x', 'https://www.bing.com/', 'Bing', 'Paid Search'],
    [
      'DuckDuckGo shows its advertisements',
      '?msclkid=x',
      'https://duckduckgo.com/',
      'DuckDuckGo',
      'Paid Search',
    ],
    ['TikTok', '?ttclid=x', '', 'TikTok', 'Paid Social'],
    ['X', '?twclid=x', 'https://t.co/a', 'X (Twitter)', 'Paid Social'],
    ['LinkedIn', '?li_fat_id=x', 'https://www.linkedin.com/', 'LinkedIn', 'Paid Social'],
    ['Yandex Direct', '?yclid=x', 'https://yandex.ru/', 'Yandex', 'Paid Search'],
    ['Yandex search', '?ysclid=x', '', 'Yandex', 'Organic Search'],
    [
      'Facebook marks every link: not paid',
      '?fbclid=x',
      'https://l.facebook.com/',
      'Facebook',
      'Organic Social',
    ],
    [
      'but where nothing else is known it tells the source',
      '?fbclid=x',
      '',
      'Facebook',
      'Organic Social',
    ],
    [
      'paid on Facebook is what the tags call paid',
      '?fbclid=x&utm_medium=paid',
      '',
      'Facebook',
      'Paid Social',
    ],
    [
      'Instagram uses it too',
      '?fbclid=x',
      'https://l.instagram.com/',
      'Instagram',
      'Organic Social',
    ],
    ['a mailing', '?mc_cid=x&mc_eid=y', '', 'Mailchimp', 'Email'],
    [
      'a tag names the source, the id the payment',
      '?utm_source=spring&gclid=x',
      '',
      'spring',
      'Paid Search',
    ],
    [
      'a medium that decides is believed',
      '?utm_source=google&utm_medium=display&gclid=x',
      '',
      'Google',
      'Display',
    ],
    [
      'one that does not is not',
      '?utm_source=google&utm_medium=textad&gclid=x',
      '',
      'Google',
      'Paid Search',
    ],
    [
      'a link passed on is not paid',
      '?gclid=x',
      'https://www.reddit.com/',
      'Reddit',
      'Organic Social',
    ],
    ['nor from a mailing', '?gclid=x&utm_source=newsletter', '', 'Newsletter', 'Email'],
    ['paid comes before unpaid', '?fbclid=x&gclid=y', '', 'Google', 'Paid Search'],
    ['the value does not matter', '?gclid=', '', 'Google', 'Paid Search'],
    ['names are case-sensitive, as the platforms write them', '?GCLID=x', '', '', 'Direct'],
  ])('%s', (_rule, query, referrer, source, channel) => {
    expect(sourceAndChannel(query, referrer)).toEqual([source, channel]);
  });

  test('the value is in no field', () => {
    expect(
      JSON.stringify(acquire('?gclid=SECRET&fbclid=SECRET', 'https://l.facebook.com/?u=SECRET')),
    ).not.toContain('SECRET');
  });
});

test('whatever is sent, the answer is bounded, printable, and of a known channel', () => {
  const text = string({ unit: 'binary', maxLength: 700 });
  assert(
    property(text, text, webQueryParameters(), (tag, host, query) => {
      const encoded = encodeURIComponent(tag.toWellFormed());
      const answer = acquire(`?utm_source=${encoded}&ref=${encoded}&${query}`, `https://${host}`);
      expect(CHANNELS).toContain(answer.channel);
      for (const value of Object.values(answer)) {
        expect(value.length).toBeLessThanOrEqual(500);
        expect(value).not.toMatch(/\p{Cc}/u);
        expect(value.isWellFormed()).toBe(true);
      }
    }),
  );
});

/** What the script does besides, where its tag carries the attribute. */
export interface SnippetOption {
  attribute: string;
  label: string;
  about: string;
}

export const SNIPPET_OPTIONS: readonly SnippetOption[] = [
  {
    attribute: 'data-outbound',
    label: 'Outbound links',
    about: 'Event outbound_click, with the address of the other site.',
  },
  {
    attribute: 'data-downloads',
    label: 'File downloads',
    about: 'Event file_download, with the address of the file.',
  },
  {
    attribute: 'data-forms',
    label: 'Forms',
    about: 'Event form_submit, with the form’s name. Never with what was filled in.',
  },
  {
    attribute: 'data-404',
    label: 'Pages not found',
    about: 'Event 404, with the path, where your server answers 404.',
  },
  {
    attribute: 'data-purestat-event',
    label: 'Tagged elements that come later',
    about:
      'Elements with data-purestat-event are found by themselves when the page loads; this is for those added afterwards.',
  },
  {
    attribute: 'data-hash',
    label: 'Fragments are pages',
    about: 'For single-page applications with addresses such as /#/orders.',
  },
  {
    attribute: 'data-manual',
    label: 'No pageviews by itself',
    about: 'Your own code calls purestat("pageview").',
  },
];

/**
 * What goes on every page of the site.
 *
 * @param baseUrl address of this server, without a slash at the end.
 * @param attributes of SNIPPET_OPTIONS, in their order
 */
export function trackerSnippet(
  domain: string,
  baseUrl: string,
  attributes: readonly string[] = [],
): string {
  const parts = ['defer', `data-domain="${domain}"`, ...attributes];
  return `<script ${parts.join(' ')} src="${baseUrl}/js/purestat.js"></script>`;
}

/** Where the tracker's snippet goes in the systems people build sites with. */
import { trackerSnippet } from '../sites/snippet.ts';

export interface Recipe {
  name: string;
  /** Where the code goes. */
  where: string;
  code: string;
}

export function recipesFor(domain: string, origin: string): Recipe[] {
  const snippet = trackerSnippet(domain, origin);
  return [
    { name: 'HTML', where: 'Inside <head>, on every page', code: snippet },
    {
      name: 'Next.js',
      where: 'app/layout.tsx, inside <body>',
      code: [
        "import Script from 'next/script';",
        '',
        '<Script',
        `  data-domain="${domain}"`,
        `  src="${origin}/js/purestat.js"`,
        '  strategy="afterInteractive"',
        '/>',
      ].join('\n'),
    },
    {
      name: 'Vue, Svelte, Vite',
      where: 'index.html, inside <head>',
      code: snippet,
    },
    {
      name: 'WordPress',
      where: 'functions.php of your theme',
      code: ["add_action('wp_head', function () { ?>", `  ${snippet}`, '<?php });'].join('\n'),
    },
    {
      name: 'Shopify',
      where: 'theme.liquid, before </head>',
      code: snippet,
    },
  ];
}

/** The tracker's snippet, and where it goes in the systems people build sites with. */

/** The line that goes into `<head>`. */
export function snippetFor(domain: string, origin: string): string {
  return `<script defer data-domain="${domain}" src="${origin}/js/purestat.js"></script>`;
}

export interface Recipe {
  name: string;
  /** Where the code goes. */
  where: string;
  code: string;
}

export function recipesFor(domain: string, origin: string): Recipe[] {
  const snippet = snippetFor(domain, origin);
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

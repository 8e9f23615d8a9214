/** The one form of all mails, as text and as HTML. Styles are inline: mail programs drop the rest. */
import type { Mail } from './mail.ts';

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string) => text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);

const FONT =
  "font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;font-size:16px;line-height:24px";
const BUTTON =
  'display:inline-block;padding:10px 18px;border-radius:8px;background:#1d4ed8;color:#ffffff;font-weight:600;text-decoration:none';
const SMALL = 'margin:24px 0 0;font-size:13px;line-height:20px;color:#52525b';

/** @returns the mail for programs that show no HTML, and for people who want none */
export function asText({ paragraphs, link, note }: Mail): string {
  return [...paragraphs, `${link.label}: ${link.url}`, note, '-- \nPurestat'].join('\n\n');
}

/** @returns a whole HTML document; every value is escaped, nothing is loaded from anywhere */
export function asHtml({ subject, paragraphs, link, note }: Mail): string {
  const said = paragraphs
    .map((text) => `<p style="margin:0 0 16px">${escape(text)}</p>`)
    .join('\n');
  const url = escape(link.url);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light"><title>${escape(subject)}</title></head>
<body style="margin:0;padding:24px;background:#ffffff;color:#18181b;${FONT}">
<div style="max-width:520px;margin:0 auto">
<p style="margin:0 0 24px;font-weight:700">Purestat</p>
${said}
<p style="margin:24px 0"><a href="${url}" style="${BUTTON}">${escape(link.label)}</a></p>
<p style="${SMALL}">Or copy this address into your browser:<br><span style="word-break:break-all">${url}</span></p>
<p style="${SMALL}">${escape(note)}</p>
</div></body></html>
`;
}

export interface CodeToken {
  kind: 'tag' | 'attr' | 'str' | 'plain';
  text: string;
}

const TOKEN = /(<\/?[a-z][\w-]*|\/?>)|("[^"]*")|([a-z][\w-]*(?=[\s=>]|$))/gi;

/** Cuts a snippet of HTML into coloured pieces; joined they are the snippet again. */
export function highlightHtml(code: string): CodeToken[] {
  const tokens: CodeToken[] = [];
  let end = 0;
  for (const match of code.matchAll(TOKEN)) {
    if (match.index > end) tokens.push({ kind: 'plain', text: code.slice(end, match.index) });
    const kind = match[1] ? 'tag' : match[2] ? 'str' : 'attr';
    tokens.push({ kind, text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < code.length) tokens.push({ kind: 'plain', text: code.slice(end) });
  return tokens;
}

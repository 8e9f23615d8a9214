import { useId, useState } from 'react';
import { CodeBlock } from '../../ui/CodeBlock.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { recipesFor } from './snippets.ts';

/** The snippet as each system wants it, to copy. */
export function InstallSnippet({ domain }: { domain: string }) {
  const recipes = recipesFor(domain, window.location.origin);
  const [name, setName] = useState(recipes[0]!.name);
  const recipe = recipes.find((one) => one.name === name) ?? recipes[0]!;
  const panelId = useId();
  return (
    <div className="install">
      <Tabs
        label="How your site is built"
        items={recipes.map((one) => ({ value: one.name, label: one.name }))}
        value={recipe.name}
        onChange={setName}
        panelId={panelId}
      />
      <div id={panelId} role="tabpanel" aria-label={recipe.name}>
        <CodeBlock label={`Snippet for ${recipe.name}`} code={recipe.code} head={recipe.where} />
      </div>
    </div>
  );
}

import { bare } from './activations.ts';
import type { Option } from './option.ts';

/**
 * Sends `form_submit` with the `form`'s id or name and the address of its `action` for each form
 * that the browser found complete. Never looks at what was filled in.
 */
export function forms(): Option {
  return ({ track }) => {
    addEventListener(
      'submit',
      ({ target }) => {
        const form = target as HTMLFormElement;
        // Not the properties of these names: a field called "id" or "action" takes their place.
        const read = (name: string) => form.getAttribute(name) || undefined;
        track('form_submit', {
          props: { form: read('id') || read('name'), action: addressOf(read('action')) },
        });
      },
      true,
    );
  };
}

/** Without an action a form goes to its own page. */
function addressOf(action = ''): string | undefined {
  try {
    return bare(new URL(action, document.baseURI));
  } catch {
    return undefined;
  }
}

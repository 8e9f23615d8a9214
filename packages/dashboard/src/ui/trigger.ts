import type { RefObject } from 'react';

/** What a trigger hands to its button: `<button {...trigger}>`. */
export interface TriggerProps {
  ref: RefObject<HTMLButtonElement | null>;
  onClick: () => void;
  'aria-haspopup': 'menu' | 'dialog';
  'aria-expanded': boolean;
}

import type { CSSProperties } from 'react';
import { classNames } from './class-names.ts';
import { hueOf, initialOf, initialsOf } from './hue.ts';

interface TileProps {
  /** Gives letter and colour: a domain, a source, an organization. Beside the tile it is text. */
  name: string;
  /** Edge in pixels. */
  size?: number;
}

function look(name: string, size: number): CSSProperties {
  return { '--hue': hueOf(name), '--size': `${size}px` } as CSSProperties;
}

/** A coloured square with a letter, where no picture is known. Decoration. */
export function Tile({ name, size = 16 }: TileProps) {
  return (
    <span
      className={classNames('tile', size >= 28 && 'is-avatar')}
      style={look(name, size)}
      data-letters={initialOf(name)}
      aria-hidden="true"
    />
  );
}

/** A person's initials in a circle. Decoration. */
export function Avatar({ name, size = 28 }: TileProps) {
  return (
    <span
      className="tile is-round"
      style={look(name, size)}
      data-letters={initialsOf(name)}
      aria-hidden="true"
    />
  );
}

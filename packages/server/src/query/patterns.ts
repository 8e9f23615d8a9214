/**
 * Regular expressions of filters (RE2's), refused before any engine sees them: what does not
 * compile, what not every engine knows, and what grows too large when it is compiled.
 */
import { LRUCache } from 'lru-cache';
import { RE2JS, RE2JSException } from 're2js';

export const MAX_PATTERN_LENGTH = 500;
/** Engines stop near 130,000 instructions; the patterns of one query stay far below. */
export const MAX_PATTERN_SIZE = 20_000;

/** A dot and a class are a handful of instructions over bytes of UTF-8; one of Unicode's hundreds. */
const CLASS_SIZE = 12;
const UNICODE_CLASS_SIZE = 400;
const NON_ASCII_SIZE = 4;
/** RE2's own bound of a repetition. */
const MAX_REPETITION = 1_000;

const CATEGORIES =
  'C Cc Cf Co L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs';
/** Those that every engine's Unicode has; which further ones there are differs. */
const SCRIPTS =
  'Arabic Armenian Bengali Cyrillic Devanagari Georgian Greek Han Hangul Hebrew Hiragana Katakana Latin Tamil Thai';
const UNICODE_CLASSES = `${CATEGORIES} ${SCRIPTS}`.split(' ');

export interface PatternVerdict {
  /** Instructions that it takes, roughly and rather too many. */
  size: number;
  /** Why it is refused; null: it is not. */
  refusal: string | null;
}

const verdicts = new LRUCache<string, PatternVerdict>({ max: 500 });

/** @param pattern at most MAX_PATTERN_LENGTH characters */
export function judgePattern(pattern: string): PatternVerdict {
  const known = verdicts.get(pattern);
  if (known !== undefined) return known;
  const verdict = judge(pattern);
  verdicts.set(pattern, verdict);
  return verdict;
}

/** A dot is any character, a newline too, as the engines are told. */
export function compilePattern(pattern: string): RE2JS {
  return RE2JS.compile(pattern, RE2JS.DOTALL);
}

class Refusal extends Error {}

function judge(pattern: string): PatternVerdict {
  let size = 0;
  try {
    size = new SizeReader(pattern).read();
    if (size > MAX_PATTERN_SIZE) {
      throw new Refusal('it grows too large; repeat less, or shorter parts.');
    }
    compilePattern(pattern);
    return { size, refusal: null };
  } catch (error) {
    if (error instanceof Refusal) return { size, refusal: error.message };
    if (error instanceof RE2JSException) {
      const reason = error.message.replace('error parsing regexp: ', '').replace('(?s)', '');
      return { size, refusal: `RE2 does not take it: ${reason}.` };
    }
    throw error;
  }
}

/**
 * Adds up what a pattern will take, reading it once from left to right. What it cannot make sense
 * of it leaves to the compiler.
 */
class SizeReader {
  readonly #text: string;
  #at = 0;
  /** Sizes of the groups that are open; the innermost is last. */
  readonly #open: number[] = [0];
  /** Of the part that a repetition would repeat. */
  #last = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): number {
    while (this.#at < this.#text.length) this.#step();
    return this.#open.reduce((sum, size) => sum + size, 0);
  }

  #add(size: number): void {
    this.#last = size;
    this.#open[this.#open.length - 1]! += size;
  }

  #step(): void {
    const character = this.#text[this.#at]!;
    this.#at += 1;
    if (this.#text.startsWith('\\Q', this.#at - 1)) this.#quoted();
    else if (character === '\\') this.#add(this.#escape());
    else if (character === '[') this.#add(this.#class());
    else if (character === '(') this.#openGroup();
    else if (character === ')') this.#closeGroup();
    else if (character === '{') this.#repeat();
    else if (character === '.') this.#add(CLASS_SIZE);
    else if (!'*+?|'.includes(character)) this.#add(character < '\u0080' ? 1 : NON_ASCII_SIZE);
  }

  #openGroup(): void {
    const flags = /^\?[a-zA-Z-]+\)/.exec(this.#text.slice(this.#at, this.#at + 20));
    if (flags !== null) {
      // No group: a repetition after it repeats what stands before it.
      this.#at += flags[0].length;
      return;
    }
    if (this.#text.startsWith('?<', this.#at)) {
      throw new Refusal('write (?P<name>…) for a group with a name; there is no looking behind.');
    }
    this.#open.push(1);
  }

  #closeGroup(): void {
    if (this.#open.length > 1) this.#add(this.#open.pop()!);
  }

  /** `{n}`, `{n,}` or `{n,m}`; anything else is text. */
  #repeat(): void {
    const counts = /^(\d+)(?:,(\d*))?\}/.exec(this.#text.slice(this.#at, this.#at + 20));
    if (counts === null) return this.#add(1);
    const times = Math.max(Number(counts[1]), Number(counts[2] ?? 0));
    if (times > MAX_REPETITION) {
      throw new Refusal(`nothing is repeated more than ${MAX_REPETITION} times.`);
    }
    this.#at += counts[0].length;
    const repeated = this.#last;
    this.#add(repeated * Math.max(0, times - 1));
    this.#last = repeated * Math.max(1, times);
  }

  /** After the backslash. */
  #escape(): number {
    const character = this.#text[this.#at] ?? '';
    this.#at += 1;
    if (character === 'p' || character === 'P') return this.#unicodeClass();
    return 'dDwWsS'.includes(character) ? CLASS_SIZE : 1;
  }

  /** Quoting nothing adds nothing that could be repeated. */
  #quoted(): void {
    this.#at += 1;
    const end = this.#text.indexOf('\\E', this.#at);
    const length = (end === -1 ? this.#text.length : end) - this.#at;
    this.#at += length + (end === -1 ? 0 : 2);
    if (length > 0) this.#add(length * NON_ASCII_SIZE);
  }

  #unicodeClass(): number {
    const match = /^(?:\{\^?([^}]*)\}|(.))/su.exec(this.#text.slice(this.#at));
    const name = match?.[1] ?? match?.[2] ?? '';
    if (!UNICODE_CLASSES.includes(name)) {
      throw new Refusal(`no class \\p{${name}}. Allowed: ${UNICODE_CLASSES.join(', ')}.`);
    }
    this.#at += match![0].length;
    return UNICODE_CLASS_SIZE;
  }

  /** After the `[`; a `]` that comes first is one of the class. */
  #class(): number {
    let size = CLASS_SIZE;
    if (this.#text[this.#at] === '^') this.#at += 1;
    const first = this.#at;
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at]!;
      if (character === ']' && this.#at > first) break;
      this.#at += 1;
      if (character === '\\') size += this.#escape();
      else size += character < '\u0080' ? 1 : NON_ASCII_SIZE;
    }
    this.#at += 1;
    return size;
  }
}

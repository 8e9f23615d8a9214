import { wordsOf } from './dimensions.ts';
import { OPERATOR_WORDS, type Filter } from './filters.ts';
import { labelOf } from './value-labels.ts';

/** `United States`, `Germany or France`, `Germany, France or 3 more`. */
export function valuesInWords({ dimension, values }: Filter): string {
  const labels = values.map((value) => shortened(labelOf(dimension, value)));
  if (labels.length < 2) return labels.join('');
  if (labels.length > 3) return `${labels[0]}, ${labels[1]} or ${labels.length - 2} more`;
  return `${labels.slice(0, -1).join(', ')} or ${labels.at(-1)}`;
}

/** Longer values are told from their beginning; the editor shows them whole. */
const LONGEST = 60;

function shortened(label: string): string {
  return label.length > LONGEST ? `${label.slice(0, LONGEST)}…` : label;
}

/** `Country is`. */
export function subjectInWords({ dimension, operator }: Filter): string {
  return `${wordsOf(dimension).label} ${OPERATOR_WORDS[operator]}`;
}

/** `Country is United States`. */
export function filterInWords(filter: Filter): string {
  return `${subjectInWords(filter)} ${valuesInWords(filter)}`;
}

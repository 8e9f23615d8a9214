import { expect, test } from 'vitest';
import { primaryLanguage, screenSize } from './device.ts';

test.each([
  [undefined, ''],
  [0, ''],
  [-1, ''],
  [Number.NaN, ''],
  [Number.POSITIVE_INFINITY, ''],
  [1, 'mobile'],
  [575, 'mobile'],
  [575.9, 'mobile'],
  [576, 'tablet'],
  [991, 'tablet'],
  [992, 'laptop'],
  [1439, 'laptop'],
  [1440, 'desktop'],
  [7680, 'desktop'],
])('a screen %s wide is %j', (width, expected) => {
  expect(screenSize(width)).toBe(expected);
});

test.each([
  ['no header', undefined, ''],
  ['an empty one', '', ''],
  ['any language', '*', ''],
  ['one language', 'de', 'de'],
  ['its region is left out', 'en-GB', 'en'],
  ['so is its script', 'zh-Hant-TW', 'zh'],
  ['lower case', 'EN-us', 'en'],
  ['an underscore does', 'pt_BR', 'pt'],
  ['three letters', 'gsw-CH, de;q=0.9', 'gsw'],
  ['the first', 'fr-CH, fr;q=0.9, en;q=0.8', 'fr'],
  ['the first of equals', 'fr;q=0.9, de;q=0.9', 'fr'],
  ['the highest quality, wherever it stands', 'en;q=0.5, de;q=0.8, fr;q=0.7', 'de'],
  ['blanks do not matter', ' en ; q = 0.2 , de ; q = 0.9 ', 'de'],
  ['quality 0 rules a language out', 'en;q=0', ''],
  ['any language above the others', '*, en;q=0.5', ''],
  ['any language below the others', 'en;q=0.5, *;q=0.1', 'en'],
  ['old codes are renamed', 'iw-IL', 'he'],
  ['what is no language is left out', '<script>, 12, en', 'en'],
  ['also private tags', 'x-klingon, en', 'en'],
  ['nothing but nonsense', ';;;,,q=1', ''],
  ['an endless header', `${'a'.repeat(10_000)},en`, ''],
])('language: %s', (_rule, header, expected) => {
  expect(primaryLanguage(header)).toBe(expected);
});

import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { ApiError } from '../api/errors.ts';
import { Loaded } from './Loaded.tsx';

interface State {
  data?: string;
  error?: Error;
  bare?: boolean;
}

const refetch = () => Promise.resolve();
const children = (text: string) => text;

function render({ data, error, bare = false }: State): string {
  const isPending = data === undefined && error === undefined;
  const query = { data, error: error ?? null, isPending, isFetching: isPending, refetch };
  const Shown = () => Loaded({ query, what: 'The list', skeleton: 'grey', bare, children });
  return renderToStaticMarkup(createElement(Shown));
}

const broken = new ApiError(500, {
  code: 'INTERNAL_ERROR',
  message: 'It broke.',
  request_id: '8f3a-20c1',
});
const signedOut = new ApiError(401, { code: 'UNAUTHORIZED', message: 'Sign in.' });

test.each([
  { name: 'a short wait shows nothing, not even a skeleton', state: {}, shown: /^$/ },
  { name: 'what came is shown', state: { data: 'one' }, shown: /^one$/ },
  { name: 'nothing in it is content too', state: { data: '' }, shown: /^$/ },
  {
    name: 'what came stays when a later fetch fails',
    state: { data: 'one', error: broken },
    shown: /^one$/,
  },
  {
    name: 'a failure says what is missing, why, the reference, and offers to try again',
    state: { error: broken },
    shown:
      /^<div class="panel"><div .*role="alert".*<h2.*>The list didn’t load<\/h2><p>It broke\.<\/p>.*Try again.*Reference 8f3a-20c1/,
  },
  {
    name: 'a failure within a panel brings none',
    state: { error: broken, bare: true },
    shown: /^<div class="state" role="alert">/,
  },
  {
    name: 'who is signed out sees no error on the way to the sign-in',
    state: { error: signedOut },
    shown: /^$/,
  },
])('loaded: $name', ({ state, shown }) => {
  expect(render(state)).toMatch(shown);
});

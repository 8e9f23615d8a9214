/** Providers without an id token: who has signed in is asked of their API. */
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { toPerson, type Person } from './person.ts';

/** Asks the provider with the person's access token; the answer's JSON. */
export type AskApi = (url: string) => Promise<unknown>;

export interface ReadPersonParts {
  ask: AskApi;
  accessToken: string;
  clientSecret: string;
}

/** @throws ZodError when the provider's answer is not what it says it gives */
export type ReadPerson = (parts: ReadPersonParts) => Promise<Person>;

const gitHubUser = z.object({
  id: z.number().int(),
  login: z.string(),
  name: z.string().nullish(),
});
const gitHubEmails = z.array(
  z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }),
);

export const readGitHubPerson: ReadPerson = async ({ ask }) => {
  const user = gitHubUser.parse(await ask('https://api.github.com/user'));
  const emails = gitHubEmails.parse(await ask('https://api.github.com/user/emails'));
  const email = emails.find(({ primary }) => primary);
  return toPerson({
    accountId: String(user.id),
    email: email?.email,
    isEmailVerified: email?.verified ?? false,
    names: [user.name, user.login],
  });
};

const facebookUser = z.object({
  id: z.string().min(1),
  name: z.string().nullish(),
  email: z.string().nullish(),
});

/** Facebook does not say whether an address is verified, so it is not taken for verified. */
export const readFacebookPerson: ReadPerson = async ({ ask, accessToken, clientSecret }) => {
  const url = new URL('https://graph.facebook.com/me?fields=id,name,email');
  // Shows that the token is used by the app itself; apps may insist on it.
  const proof = createHmac('sha256', clientSecret).update(accessToken).digest('hex');
  url.searchParams.set('appsecret_proof', proof);
  const user = facebookUser.parse(await ask(url.href));
  return toPerson({
    accountId: user.id,
    email: user.email,
    isEmailVerified: false,
    names: [user.name],
  });
};

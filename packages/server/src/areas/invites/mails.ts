/**
 * The mail of an invitation. The organization's name is in it, for without it nobody would know what
 * it is about; that somebody could put words of his own there is why only confirmed addresses invite
 * by mail, and few times an hour.
 */
import type { InviteRole } from '@purestat/vocabulary';
import type { Mail } from '../../mail/index.ts';

export interface InviteFacts {
  email: string;
  role: InviteRole;
  url: string;
  orgName: string;
  /** Address of whoever invites. */
  inviter: string;
}

const MAY: Record<InviteRole, string> = {
  admin: 'see all of its sites, and change them',
  viewer: 'see all of its sites',
};

export function inviteMail({ email, role, url, orgName, inviter }: InviteFacts): Mail {
  return {
    kind: 'invite',
    to: email,
    subject: `Invitation to ${orgName} on Purestat`,
    paragraphs: [
      `${inviter} invites you to the organization “${orgName}” at ${new URL(url).host}, a server for web analytics. You may ${MAY[role]}.`,
      'The link works once, within 7 days, for whoever opens it: do not pass it on.',
    ],
    link: { label: 'See the invitation', url },
    note: `If you do not know ${inviter}, do nothing.`,
  };
}

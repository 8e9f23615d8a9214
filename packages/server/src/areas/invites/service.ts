/** Invitations: links by which people join an organization. */
import type { Kysely } from 'kysely';
import type { Invite, InviteRole, OpenInvite, User } from '@purestat/vocabulary';
import { recordAudit } from '../../access/index.ts';
import type { Clock } from '../../clock.ts';
import { isUniqueViolation, newId, type Schema } from '../../db/index.ts';
import type { InvitesTable } from '../../db/schema.ts';
import { AppError } from '../../errors.ts';
import type { Mailer } from '../../mail/index.ts';
import { requireRoomForInvite, requireRoomForMember } from '../plans/index.ts';
import { hashInviteCode, inviteCode } from './code.ts';
import { inviteMail } from './mails.ts';
import * as queries from './queries.ts';
import type { InviteInput } from './schema.ts';

const LIFETIME_MS = 7 * 86_400_000;
/** Bounds what one organization can pile up. */
const MAX_PENDING = 200;

export interface InvitesParts {
  db: Kysely<Schema>;
  clock: Clock;
  secretKey: string;
  baseUrl: string;
  mailer: Mailer;
}

/** Who invites whom where. */
export interface Invitation {
  org: { id: string; name: string };
  inviter: Pick<User, 'id' | 'email'>;
}

const conflict = (message: string) =>
  new AppError('CONFLICT', `email: ${message}`, { details: [{ path: 'email', message }] });
const isInvited = () =>
  conflict('is invited already; copy that link again, or revoke it and invite anew');

const unknown = () =>
  new AppError('NOT_FOUND', 'There is no such invitation. Check that the link is complete.');

const mayNot = () =>
  new AppError('NOT_FOUND', 'No such organization, or you may not invite to it any more.');

const ENDED: Record<Exclude<InvitesTable['status'], 'pending'>, string> = {
  accepted: 'This invitation was used already; each works once.',
  revoked: 'This invitation was withdrawn.',
  expired: 'This invitation has expired; each is good for 7 days.',
};

function statusOf(invite: InvitesTable, now: string): InvitesTable['status'] {
  return invite.status === 'pending' && invite.expires_at <= now ? 'expired' : invite.status;
}

const gone = (status: keyof typeof ENDED) =>
  new AppError('GONE', `${ENDED[status]} Ask whoever invited you for a new one.`);

export class Invites {
  readonly #parts: InvitesParts;

  constructor(parts: InvitesParts) {
    this.#parts = parts;
  }

  /** Whether invitations can go out by mail. */
  get areMailed(): boolean {
    return this.#parts.mailer.isOn;
  }

  /**
   * @throws AppError CONFLICT when the address is a member's or invited already, PLAN_LIMIT when the
   * plan has no place left, NOT_FOUND when the inviter has been removed meanwhile
   */
  async create({ org, inviter }: Invitation, input: InviteInput): Promise<Invite> {
    const { db, clock, secretKey } = this.#parts;
    const id = newId();
    const row: InvitesTable = {
      id,
      org_id: org.id,
      ...input,
      code_hash: hashInviteCode(inviteCode(secretKey, id)),
      invited_by: inviter.id,
      status: 'pending',
      created_at: this.#nowIso(),
      expires_at: new Date(clock.nowMs() + LIFETIME_MS).toISOString(),
    };
    try {
      await db.transaction().execute(async (trx) => {
        await queries.closeExpired(trx, org.id, row.created_at);
        await this.#refuseInvited(trx, org.id, input.email);
        await requireRoomForInvite(trx, org.id, row.created_at);
        // The gate's look was before the organization was locked: he may have been removed since.
        if (!(await queries.mayInvite(trx, org.id, inviter.id))) throw mayNot();
        await queries.insertInvite(trx, row);
      });
    } catch (error) {
      // Somebody invited the same address between our look and our write.
      throw isUniqueViolation(error) ? isInvited() : error;
    }
    return this.#toInvite(row);
  }

  /** Mails the link; for where mails leave the server. */
  mail({ org, inviter }: Invitation, { email, role, url }: Invite): void {
    if (url === null) return;
    const facts = { email, role, url, orgName: org.name, inviter: inviter.email };
    this.#parts.mailer.send(inviteMail(facts));
  }

  async list(orgId: string): Promise<Invite[]> {
    const rows = await queries.pendingInvitesOf(this.#parts.db, orgId, this.#nowIso());
    return rows.map((row) => this.#toInvite(row));
  }

  /** @throws AppError NOT_FOUND when the organization has no such pending invite */
  async revoke(orgId: string, inviteId: string): Promise<void> {
    const ids = { orgId, inviteId, now: this.#nowIso() };
    if (await queries.endInvite(this.#parts.db, ids, 'revoked')) return;
    throw new AppError('NOT_FOUND', 'No such pending invitation, or you may not see it.');
  }

  /** @throws AppError NOT_FOUND, GONE */
  async look(code: string): Promise<OpenInvite> {
    const { org_name, role, email, expires_at } = await this.#open(this.#parts.db, code);
    return { org_name, role, email, expires_at };
  }

  /** Whether somebody who shows the code may register where registration is by invitation. */
  async isOpen(code: string): Promise<boolean> {
    const invite = await queries.inviteByHash(this.#parts.db, hashInviteCode(code));
    return invite !== undefined && statusOf(invite, this.#nowIso()) === 'pending';
  }

  /**
   * @throws AppError NOT_FOUND, GONE; CONFLICT for a member and PLAN_LIMIT where the plan has become
   * too small, which both leave the link unused
   */
  accept(
    { id: userId, name }: Pick<User, 'id' | 'name'>,
    code: string,
  ): Promise<{ org_id: string; role: InviteRole }> {
    return this.#parts.db.transaction().execute(async (trx) => {
      const { id, org_id, role, org_name } = await this.#open(trx, code);
      if (await queries.isMember(trx, org_id, userId)) {
        throw new AppError('CONFLICT', `You are a member of ${org_name} already.`);
      }
      const now = this.#nowIso();
      await requireRoomForMember(trx, org_id, now);
      const ids = { orgId: org_id, inviteId: id, now };
      if (!(await queries.endInvite(trx, ids, 'accepted'))) throw gone('accepted');
      const member = { id: newId(), org_id, user_id: userId, role, created_at: now };
      await queries.insertMember(trx, member);
      await recordAudit(trx, {
        orgId: org_id,
        atMs: this.#parts.clock.nowMs(),
        action: 'invite:accept',
        actor: { kind: 'person', id: userId, name },
        details: { role },
      });
      return { org_id, role };
    });
  }

  /** @throws AppError CONFLICT */
  async #refuseInvited(trx: Kysely<Schema>, orgId: string, email: string): Promise<void> {
    if (await queries.hasMemberWithEmail(trx, orgId, email)) throw conflict('is a member already');
    const pending = await queries.pendingInvitesOf(trx, orgId, this.#nowIso());
    if (pending.some((invite) => invite.email === email)) throw isInvited();
    if (pending.length < MAX_PENDING) return;
    throw new AppError(
      'CONFLICT',
      `An organization has at most ${MAX_PENDING} pending invitations. Revoke some first.`,
    );
  }

  /** @throws AppError NOT_FOUND, GONE */
  async #open(db: Kysely<Schema>, code: string) {
    const invite = await queries.inviteByHash(db, hashInviteCode(code));
    if (invite === undefined) throw unknown();
    const status = statusOf(invite, this.#nowIso());
    if (status !== 'pending') throw gone(status);
    return invite;
  }

  #toInvite({ id, email, role, created_at, expires_at, code_hash }: InvitesTable): Invite {
    const drawn = inviteCode(this.#parts.secretKey, id);
    const code = hashInviteCode(drawn) === code_hash ? drawn : null;
    const url = code === null ? null : `${this.#parts.baseUrl}/invite/${code}`;
    return { id, email, role, code, url, created_at, expires_at };
  }

  #nowIso(): string {
    return new Date(this.#parts.clock.nowMs()).toISOString();
  }
}

/** Who belongs to an organization, in which role, and how that ends. */
import type { Kysely } from 'kysely';
import type { Member, Role } from '@purestat/vocabulary';
import type { MemberAccess } from '../../access/index.ts';
import type { Schema } from '../../db/index.ts';
import { AppError } from '../../errors.ts';
import * as queries from './queries.ts';

export interface MembersParts {
  db: Kysely<Schema>;
  /** Called when somebody may no longer see what he could: what is open for him has to end. */
  onAccessEnded(userId: string): void;
}

interface Removal {
  member: MemberAccess;
  /** The remover's role. */
  role: Role;
  isOneself: boolean;
}

function toMember({ id, role, created_at, user_id, name, email }: queries.MemberRow): Member {
  return { id, user: { id: user_id, name, email }, role, created_at };
}

const lastOwner = (message: string) =>
  new AppError('CONFLICT', `An organization needs an owner. ${message}`);

const noSuchMember = () => new AppError('NOT_FOUND', 'No such member, or you may not see it.');

/** The member as he is once the organization is locked: the gate's look was before that. */
async function lockedMember(trx: Kysely<Schema>, { org_id, id }: MemberAccess) {
  await queries.lockOrg(trx, org_id);
  const member = await queries.memberOf(trx, org_id, id);
  if (member === undefined) throw noSuchMember();
  const isLastOwner =
    member.role === 'owner' && (await queries.countOtherOwners(trx, org_id, id)) === 0;
  return { member, isLastOwner };
}

export function createMembers({ db, onAccessEnded }: MembersParts) {
  return {
    async list(orgId: string): Promise<Member[]> {
      return (await queries.membersOf(db, orgId)).map(toMember);
    },

    /** @throws AppError CONFLICT when nobody would be owner */
    changeRole(access: MemberAccess, role: Role): Promise<Member> {
      return db.transaction().execute(async (trx) => {
        const { member, isLastOwner } = await lockedMember(trx, access);
        if (isLastOwner && role !== 'owner') {
          throw lastOwner('Make somebody else an owner first, then change this role.');
        }
        await queries.setRole(trx, member.id, role);
        if (role === 'viewer') await queries.revokeInvitesBy(trx, access.org_id, member.user_id);
        return toMember({ ...member, role });
      });
    },

    /**
     * Removes a member; removing oneself is leaving.
     * @returns the member as he was
     * @throws AppError CONFLICT for the last owner, FORBIDDEN when an admin would remove an owner
     */
    async remove({ member: access, role, isOneself }: Removal): Promise<Member> {
      const removed = await db.transaction().execute(async (trx) => {
        const { member, isLastOwner } = await lockedMember(trx, access);
        if (member.role === 'owner' && role !== 'owner') {
          throw new AppError('FORBIDDEN', 'Only an owner can remove an owner.');
        }
        if (isLastOwner) {
          throw lastOwner(
            isOneself
              ? 'Make somebody else an owner first, or delete the organization.'
              : 'Make somebody else an owner first, then remove this one.',
          );
        }
        await queries.deleteMember(trx, member.id);
        await queries.revokeInvitesBy(trx, access.org_id, member.user_id);
        return toMember(member);
      });
      onAccessEnded(access.user_id);
      return removed;
    },
  };
}

export type Members = ReturnType<typeof createMembers>;

import { ROLES, type Role } from '@purestat/vocabulary';
import Check from 'lucide-react/icons/check';
import { ROLE_NAMES } from '../orgs/words.ts';

const RIGHTS: ReadonlyArray<[what: string, who: readonly Role[]]> = [
  ['See dashboards and members', ['owner', 'admin', 'viewer']],
  ['Change site settings and goals', ['owner', 'admin']],
  ['Add and delete sites', ['owner', 'admin']],
  ['Invite and remove members', ['owner', 'admin']],
  ['Change roles, delete the organization', ['owner']],
];

/** What each role may do. */
export function RolesTable() {
  return (
    <section aria-labelledby="roles">
      <h2 id="roles" className="mt-8 mb-3">
        What each role can do
      </h2>
      <div className="panel overflow-hidden">
        <table className="people rights" aria-labelledby="roles">
          <thead>
            <tr>
              <th scope="col">
                <span className="sr">Permission</span>
              </th>
              {ROLES.map((role) => (
                <th key={role} scope="col">
                  {ROLE_NAMES[role]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {RIGHTS.map(([what, who]) => (
              <tr key={what}>
                <th scope="row">{what}</th>
                {ROLES.map((role) => (
                  <td key={role}>{who.includes(role) ? <Yes /> : <No />}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Yes() {
  return (
    <span className="grid place-items-center text-success-text">
      <Check />
      <span className="sr">yes</span>
    </span>
  );
}

function No() {
  return (
    <>
      <span aria-hidden="true">–</span>
      <span className="sr">no</span>
    </>
  );
}

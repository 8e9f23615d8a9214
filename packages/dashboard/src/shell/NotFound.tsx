import { ButtonLink } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { usePageTitle } from '../ui/use-page-title.ts';
import { BrokenLineArt, MissingLineArt } from './art.tsx';
import { orgsPath } from './paths.ts';

/** Nothing at this address. */
export function NotFoundState() {
  usePageTitle('Not found');
  return (
    <div className="page grid min-h-[60vh] place-content-center">
      <EmptyState
        headingLevel={1}
        art={<MissingLineArt />}
        title="This page isn’t here"
        actions={<ButtonLink href={orgsPath}>Go to your organizations</ButtonLink>}
      >
        It was renamed or deleted, you may not see it, or the link has a typo.
      </EmptyState>
    </div>
  );
}

/** Something threw while drawing. Offers the one thing that helps. */
export function CrashState({ reload }: { reload: () => void }) {
  return (
    <main className="page grid min-h-screen place-content-center" role="alert">
      <EmptyState
        headingLevel={1}
        art={<BrokenLineArt />}
        title="This page stopped working"
        actions={
          <button type="button" className="btn btn-primary" onClick={reload}>
            Reload
          </button>
        }
      >
        Your events are safe and still being counted. Reloading usually helps, also after an update
        of the server.
      </EmptyState>
    </main>
  );
}

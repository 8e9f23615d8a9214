import { useQuery } from '@tanstack/react-query';
import { useSearch } from 'wouter';
import { buttonClass } from '../../ui/Button.tsx';
import { returnPath } from '../auth/return-path.ts';
import './oauth.css';
import { ProviderIcon } from './ProviderIcon.tsx';
import { providerPath, providersQuery } from './queries.ts';

/** The ways in by a provider, above the form; nothing where none is on. */
export function ProviderButtons({ verb }: { verb: 'Log in' | 'Sign up' }) {
  const search = useSearch();
  const { data: providers = [] } = useQuery(providersQuery);
  if (providers.length === 0) return null;
  const next = returnPath(search);
  return (
    <>
      <fieldset
        className="provider-buttons"
        data-count={providers.filter(({ id }) => id !== 'oidc').length}
        aria-label={`${verb} with a provider`}
      >
        {providers.map(({ id, name }) => (
          // Not a page of this application: the server leads on to the provider.
          <a
            key={id}
            href={providerPath(id, next)}
            className={buttonClass({}, id === 'oidc' ? 'is-wide' : undefined)}
            aria-label={`${verb} with ${name}`}
          >
            <ProviderIcon provider={id} />
            <span className="truncate leading-5">{name}</span>
          </a>
        ))}
      </fieldset>
      <div className="or">or with email</div>
    </>
  );
}

import type { ReactNode } from 'react';
import type { ProviderId } from '@purestat/vocabulary';
import KeyRound from 'lucide-react/icons/key-round';

type Marks = Record<Exclude<ProviderId, 'oidc'>, ReactNode>;

/** The providers' own marks, in their own colours, 16 px. */
const MARKS: Marks = {
  google: (
    <>
      <path
        fill="#4285F4"
        d="M15.04 8.16c0-.5-.05-.99-.13-1.46H8v2.76h3.95a3.38 3.38 0 0 1-1.46 2.22v1.84h2.37c1.38-1.28 2.18-3.15 2.18-5.36Z"
      />
      <path
        fill="#34A853"
        d="M8 15.33c1.98 0 3.64-.66 4.86-1.78l-2.37-1.84c-.66.44-1.5.7-2.49.7-1.91 0-3.53-1.29-4.11-3.03H1.44v1.9A7.33 7.33 0 0 0 8 15.33Z"
      />
      <path fill="#FBBC05" d="M3.89 9.39a4.4 4.4 0 0 1 0-2.79v-1.9H1.44a7.34 7.34 0 0 0 0 6.59Z" />
      <path
        fill="#EA4335"
        d="M8 3.58c1.08 0 2.05.37 2.81 1.1l2.1-2.1A7.04 7.04 0 0 0 8 .67 7.33 7.33 0 0 0 1.44 4.71L3.89 6.6C4.47 4.87 6.09 3.58 8 3.58Z"
      />
    </>
  ),
  github: (
    <path
      fill="currentColor"
      transform="scale(.6667)"
      d="M12 .297c-6.63 0-12 5.373-12 12 0 5.303 3.438 9.8 8.205 11.385.6.113.82-.258.82-.577 0-.285-.01-1.04-.015-2.04-3.338.724-4.042-1.61-4.042-1.61C4.422 18.07 3.633 17.7 3.633 17.7c-1.087-.744.084-.729.084-.729 1.205.084 1.838 1.236 1.838 1.236 1.07 1.835 2.809 1.305 3.495.998.108-.776.417-1.305.76-1.605-2.665-.3-5.466-1.332-5.466-5.93 0-1.31.465-2.38 1.235-3.22-.135-.303-.54-1.523.105-3.176 0 0 1.005-.322 3.3 1.23.96-.267 1.98-.399 3-.405 1.02.006 2.04.138 3 .405 2.28-1.552 3.285-1.23 3.285-1.23.645 1.653.24 2.873.12 3.176.765.84 1.23 1.91 1.23 3.22 0 4.61-2.805 5.625-5.475 5.92.42.36.81 1.096.81 2.22 0 1.606-.015 2.896-.015 3.286 0 .315.21.69.825.57C20.565 22.092 24 17.592 24 12.297c0-6.627-5.373-12-12-12"
    />
  ),
  microsoft: (
    <>
      <path fill="#F25022" d="M1.2 1.2h6.4v6.4H1.2Z" />
      <path fill="#7FBA00" d="M8.4 1.2h6.4v6.4H8.4Z" />
      <path fill="#00A4EF" d="M1.2 8.4h6.4v6.4H1.2Z" />
      <path fill="#FFB900" d="M8.4 8.4h6.4v6.4H8.4Z" />
    </>
  ),
  linkedin: (
    <>
      <rect x=".9" y=".9" width="14.2" height="14.2" rx="2" fill="#0A66C2" />
      <path
        fill="#fff"
        d="M3.2 6.3h2v6.5h-2ZM4.2 3.06a1.17 1.17 0 1 1 0 2.34 1.17 1.17 0 0 1 0-2.34ZM6.6 6.3h1.92v.89h.03c.27-.51.92-1.04 1.9-1.04 2.03 0 2.4 1.33 2.4 3.07v3.58h-2V9.63c0-.76-.01-1.73-1.05-1.73-1.06 0-1.22.82-1.22 1.67v3.23h-2Z"
      />
    </>
  ),
  facebook: (
    <>
      <circle cx="8" cy="8" r="7.33" fill="#0866FF" />
      <path
        fill="#fff"
        d="M10.32 9.97 10.65 8H8.6V6.65c0-.54.26-1.07 1.11-1.07h.86V3.9s-.78-.13-1.53-.13c-1.56 0-2.58.94-2.58 2.65V8H4.73v1.97h1.73v5.2a7.3 7.3 0 0 0 2.14 0v-5.2Z"
      />
    </>
  ),
};

/** A key for whatever has no mark of its own. */
export function ProviderIcon({ provider }: { provider: ProviderId | 'password' }) {
  if (provider === 'oidc' || provider === 'password') return <KeyRound aria-hidden="true" />;
  return (
    <svg className="brand-mark" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      {MARKS[provider]}
    </svg>
  );
}

import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Wordmark } from '../../ui/Logo.tsx';
import { ThemeToggle } from '../../ui/ThemeToggle.tsx';
import './auth.css';
import { Receipt } from './Receipt.tsx';

interface Props {
  title: string;
  /** The line under the title. */
  lead: ReactNode;
  children: ReactNode;
}

/** The frame of the pages before the sign-in: a form, and what the product is about. */
export function AuthLayout({ title, lead, children }: Props) {
  return (
    <div className="auth">
      <div className="auth-form">
        <header className="flex items-center justify-between">
          <Link href="/" aria-label="Purestat" className="inline-flex">
            <Wordmark />
          </Link>
          <ThemeToggle />
        </header>
        <main className="auth-in">
          <h1>{title}</h1>
          <p className="mt-1 text-ink-2">{lead}</p>
          {children}
        </main>
        <footer className="text-12 text-ink-3">
          <Link href="/privacy" className="text-inherit!">
            Privacy
          </Link>
        </footer>
      </div>
      <Receipt />
    </div>
  );
}

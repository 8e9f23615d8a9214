import { StrictMode } from 'react';
import { QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { whenSignedOut } from './api/client.ts';
import { createQueryClient } from './api/query-client.ts';
import { App } from './App.tsx';
import { signInPath } from './areas/auth/return-path.ts';
import { keepFocus } from './shell/keep-focus.ts';
import { endSession, useSessionNumber } from './shell/session.ts';
import './styles/index.css';
import { preloadOverlays } from './ui/overlay/lazy.ts';

const queryClient = createQueryClient();

whenSignedOut(() => {
  const { pathname, search } = window.location;
  if (pathname === '/login' || pathname === '/register') return;
  endSession(queryClient, signInPath(pathname + search), { replace: true });
});

/** All of it, drawn anew for each session. */
function Root() {
  return <App key={useSessionNumber()} />;
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <Root />
    </QueryClientProvider>
  </StrictMode>,
);

preloadOverlays();
keepFocus();

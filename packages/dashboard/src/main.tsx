import { StrictMode } from 'react';
import { QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { navigate } from 'wouter/use-browser-location';
import { whenSignedOut } from './api/client.ts';
import { createQueryClient } from './api/query-client.ts';
import { App } from './App.tsx';
import { signInPath } from './areas/auth/return-path.ts';
import './styles/index.css';
import { preloadOverlays } from './ui/overlay/lazy.ts';

const queryClient = createQueryClient();

whenSignedOut(() => {
  const { pathname, search } = window.location;
  if (pathname === '/login' || pathname === '/register') return;
  navigate(signInPath(pathname + search), { replace: true });
  queryClient.clear();
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);

preloadOverlays();

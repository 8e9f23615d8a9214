import { Component, type ReactNode } from 'react';
import { CrashState } from './NotFound.tsx';

interface Props {
  children: ReactNode;
}

/** Shows what is left to do when a page threw, or its script could not be fetched. */
export class ErrorBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (this.state.failed) return <CrashState reload={() => window.location.reload()} />;
    return this.props.children;
  }
}

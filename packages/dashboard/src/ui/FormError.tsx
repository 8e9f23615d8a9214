import type { ReactNode } from 'react';
import TriangleAlert from 'lucide-react/icons/triangle-alert';

interface Props {
  message: string | null | undefined;
  /** The way on, such as a link. */
  children?: ReactNode;
}

/** What is wrong with a form as a whole; nothing when nothing is. Announced. */
export function FormError({ message, children }: Props) {
  if (!message) return null;
  return (
    <p className="field-error" role="alert">
      <TriangleAlert />
      {children ? (
        <span>
          {message} {children}
        </span>
      ) : (
        message
      )}
    </p>
  );
}

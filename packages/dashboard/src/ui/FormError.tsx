import TriangleAlert from 'lucide-react/icons/triangle-alert';

/** What is wrong with a form as a whole; nothing when nothing is. Announced. */
export function FormError({ message }: { message: string | null | undefined }) {
  if (!message) return null;
  return (
    <p className="field-error" role="alert">
      <TriangleAlert />
      {message}
    </p>
  );
}

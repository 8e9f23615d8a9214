import Monitor from 'lucide-react/icons/monitor';
import Moon from 'lucide-react/icons/moon';
import Sun from 'lucide-react/icons/sun';
import { IconButton } from './IconButton.tsx';
import { Segments } from './Segments.tsx';
import { setTheme, useTheme } from './theme.ts';

/** Switches between light and dark. */
export function ThemeToggle({ className }: { className?: string }) {
  const { theme } = useTheme();
  const next = theme === 'dark' ? 'light' : 'dark';
  return (
    <IconButton
      className={className}
      label={`Switch to ${next} theme`}
      onClick={() => setTheme(next)}
    >
      {theme === 'dark' ? <Sun /> : <Moon />}
    </IconButton>
  );
}

const CHOICES = [
  { value: 'light', label: 'Light', icon: <Sun /> },
  { value: 'dark', label: 'Dark', icon: <Moon /> },
  { value: 'system', label: 'System', icon: <Monitor /> },
] as const;

/** Light, dark or the system's. */
export function ThemeChoice({ size }: { size?: 'sm' | 'md' }) {
  const { choice } = useTheme();
  return <Segments label="Theme" items={CHOICES} value={choice} onChange={setTheme} size={size} />;
}

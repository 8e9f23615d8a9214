import { SettingsSection } from '../../ui/SettingsSection.tsx';
import { setShortcutsOn, useShortcutsOn } from '../../ui/shortcut-setting.ts';
import { Switch } from '../../ui/Switch.tsx';
import { ThemeChoice } from '../../ui/ThemeToggle.tsx';

export function BrowserSection() {
  const shortcutsOn = useShortcutsOn();
  return (
    <SettingsSection
      id="browser"
      title="This browser"
      description="Kept here, not with your account."
    >
      <div className="panel">
        <div className="set-row">
          <div>
            <b className="text-13">Theme</b>
            <p className="text-13 text-ink-2">System follows your device.</p>
          </div>
          <ThemeChoice />
        </div>
        <Switch
          label="Keyboard shortcuts"
          description="Single keys change period, filters and more. Press ? on a dashboard to see them."
          checked={shortcutsOn}
          onChange={setShortcutsOn}
        />
      </div>
    </SettingsSection>
  );
}

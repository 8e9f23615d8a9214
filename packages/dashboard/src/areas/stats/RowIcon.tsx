import { NO_SOURCE, NOT_SET } from '@purestat/vocabulary';
import CircleDashed from 'lucide-react/icons/circle-dashed';
import Laptop from 'lucide-react/icons/laptop';
import Mail from 'lucide-react/icons/mail';
import Monitor from 'lucide-react/icons/monitor';
import MousePointer2 from 'lucide-react/icons/mouse-pointer-2';
import Smartphone from 'lucide-react/icons/smartphone';
import Tablet from 'lucide-react/icons/tablet';
import type { ReactNode } from 'react';
import { Flag } from '../../ui/Flag.tsx';
import { Tile } from '../../ui/Tile.tsx';
import type { FilterDimension } from './dimensions.ts';

const SCREENS: Record<string, ReactNode> = {
  mobile: <Smartphone />,
  tablet: <Tablet />,
  laptop: <Laptop />,
  desktop: <Monitor />,
};
const CHANNELS: Record<string, ReactNode> = {
  Direct: <MousePointer2 />,
  Email: <Mail />,
};

interface RowIconProps {
  dimension: FilterDimension;
  value: string;
  /** The country of a region or city, the browser of a version. */
  companion?: string | undefined;
}

/**
 * The mark before a value: flag, device, or a tile with its letter. No picture is fetched from
 * anywhere. Nothing for pages and campaigns, whose text says it all.
 */
export function RowIcon({ dimension, value, companion }: RowIconProps) {
  const icon = iconOf(dimension, value, companion);
  return icon === null ? null : (
    <span className="row-icon" aria-hidden="true">
      {icon}
    </span>
  );
}

function iconOf(dimension: FilterDimension, value: string, companion?: string): ReactNode {
  if (value === NO_SOURCE) return <MousePointer2 />;
  switch (dimension) {
    case 'country':
      return value === NOT_SET ? <CircleDashed /> : <Flag country={value} />;
    case 'region':
    case 'city':
      return companion === undefined ? null : <Flag country={companion} />;
    case 'device_type':
    case 'screen_size':
      return SCREENS[value] ?? <CircleDashed />;
    case 'source':
    case 'channel':
    case 'browser':
    case 'os':
      if (value === NOT_SET) return <CircleDashed />;
      return CHANNELS[value] ?? <Tile name={value} />;
    case 'browser_version':
    case 'os_version':
      return companion === undefined ? null : <Tile name={companion} />;
    default:
      return null;
  }
}

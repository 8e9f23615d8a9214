import './amounts.css';
import type { Money } from '@purestat/vocabulary';
import { formatMoney } from '../../ui/charts/formats.ts';

interface Props {
  /** One for each currency; nothing is added up or converted. */
  amounts: readonly Money[];
  /** Shown where there is none. */
  none: string;
  short?: boolean;
}

/** Amounts side by side, each in its own currency. */
export function Amounts({ amounts, none, short = false }: Props) {
  if (amounts.length === 0) return <span className="is-faint">{none}</span>;
  return (
    <span className="amounts">
      {amounts.map((amount) => (
        <span key={amount.currency} title={formatMoney(amount)}>
          {formatMoney(amount, undefined, short)}
        </span>
      ))}
    </span>
  );
}

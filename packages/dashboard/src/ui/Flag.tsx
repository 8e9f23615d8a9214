import { useState } from 'react';

interface Props {
  /** ISO 3166-1 alpha-2. */
  country: string;
}

/** A country's flag, a blank where there is none. Decoration: the country's name stands beside it. */
export function Flag({ country }: Props) {
  const [missing, setMissing] = useState<string | null>(null);
  if (!/^[A-Z]{2}$/.test(country) || missing === country) {
    return <span className="flag" aria-hidden="true" />;
  }
  return (
    <img
      className="flag"
      src={`${FLAGS_PATH}/${country}.svg`}
      width={18}
      height={13}
      alt=""
      loading="lazy"
      onError={() => setMissing(country)}
    />
  );
}

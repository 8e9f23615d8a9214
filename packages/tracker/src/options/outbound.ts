import { bare, linkIn, onActivation } from './activations.ts';
import type { Option } from './option.ts';

/** Sends `outbound_click` with the `url` of each link followed to another site. */
export function outbound(): Option {
  return ({ domain, track }) => {
    const isOwn = (host: string) =>
      host === location.hostname || `.${host}`.endsWith(`.${domain.replace(/^www\./, '')}`);
    onActivation((path) => {
      const address = linkIn(path)?.address;
      if (address && !isOwn(address.hostname))
        track('outbound_click', { props: { url: bare(address) } });
    });
  };
}

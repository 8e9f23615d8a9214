import { bare, linkIn, onActivation } from './activations.ts';
import type { Option } from './option.ts';

/** What browsers rather save than show, and PDF. */
const EXTENSIONS =
  '7z,apk,avi,bz2,csv,deb,dmg,doc,docx,epub,exe,gz,iso,jar,key,mkv,mov,mp3,mp4,mpeg,msi,ods,odt,ogg,pdf,pkg,ppt,pptx,rar,rpm,rtf,tar,tgz,txt,wav,webm,wma,wmv,xls,xlsx,xz,zip';

/**
 * Sends `file_download` with the `url` of each file that a link leads to.
 * @param extensions which file names count, without the dot; a link with `download` always does
 */
export function downloads({ extensions = EXTENSIONS.split(',') } = {}): Option {
  const wanted = extensions.map((name) => name.trim().replace(/^\./, '').toLowerCase());
  return ({ track }) => {
    onActivation((path) => {
      const found = linkIn(path);
      if (!found) return;
      const extension = /\.(\w+)$/.exec(found.address.pathname)?.[1]?.toLowerCase() ?? '';
      if (found.link.hasAttribute('download') || wanted.includes(extension))
        track('file_download', { props: { url: bare(found.address) } });
    });
  };
}

/** Files from the server, saved once they are whole: one that is cut off on the way is an error. */
import { requestFile } from './client.ts';

/** @param path under `/api`, beginning with a slash */
export async function download(path: string): Promise<void> {
  const { name, content } = await requestFile(path);
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken hold of the content by the next turn.
  setTimeout(() => URL.revokeObjectURL(address), 0);
}

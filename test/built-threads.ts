/** Threads of the server are built also where the rest runs from its sources, see `thread-url.ts`. */
import { ensureBuilt } from '../scripts/bootstrap.mjs';

export default function setup(): void {
  ensureBuilt(process.execPath, ['server']);
}

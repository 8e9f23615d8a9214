/** Where the program of a thread lies. */

/**
 * TRICKY: it is built JavaScript also for a server that runs from its sources. Node takes types out
 * of TypeScript with WebAssembly, and a process in which several threads compile WebAssembly ends
 * with SIGSEGV now and then (nodejs/node#64500). See docs/decisions/0039-threads-are-built.md.
 *
 * @param name of an entry in `scripts/build.mjs`
 */
export function threadUrl(name: 'store-worker' | 'line-thread'): URL {
  const folder = import.meta.url.endsWith('.ts') ? '../dist/' : './';
  return new URL(`${folder}${name}.js`, import.meta.url);
}

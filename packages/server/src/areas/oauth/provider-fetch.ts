/** How providers are asked: what they answer is small, or it is refused. */

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const MAX_BYTES = 1024 * 1024;

async function readUpTo(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new Error(`The provider's answer has more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** @returns the same, whose answers are whole, and of 1 MB at most */
export function limited(fetch: Fetch): Fetch {
  return async (url, init) => {
    const response = await fetch(url, init);
    if (response.body === null) return response;
    const body = await readUpTo(response.body, MAX_BYTES);
    const { status, statusText, headers } = response;
    return new Response(new Uint8Array(body), { status, statusText, headers });
  };
}

/** The start cannot go on; the message is the one line to print. */
export class StartError extends Error {
  override readonly name: string = 'StartError';
}

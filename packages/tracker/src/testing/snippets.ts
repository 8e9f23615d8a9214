/** What the documentation tells site owners to put on their pages before the script. */
export const QUEUE_STUB =
  'window.purestat=window.purestat||function(){(purestat.q=purestat.q||[]).push(arguments)}';

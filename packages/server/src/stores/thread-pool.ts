/**
 * Widens the process's pool of I/O threads. Must be the first import of the entry point.
 *
 * TRICKY: every running query of the embedded engine occupies one thread of the pool that also runs
 * file operations, and by default there are 4: three reports and a write would hold up the event
 * log's syncs for as long as they run. Read once, when the pool is first used.
 */
process.env.UV_THREADPOOL_SIZE ??= '16';

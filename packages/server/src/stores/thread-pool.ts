/**
 * Widens the process's pool of I/O threads, when imported.
 *
 * TRICKY: every running query of the embedded engine occupies one thread of the pool that also runs
 * file operations, and by default there are 4: three reports and a write would hold up the event
 * log's syncs for as long as they run. The size is read when the pool is first used, so this must be
 * imported statically by what the entry point imports, before anything runs.
 */
process.env.UV_THREADPOOL_SIZE ??= '16';

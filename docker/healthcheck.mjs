// For HEALTHCHECK: exits 0 if the process on this machine's port says that it is alive.
const port = process.argv[2];
try {
  const { ok } = await fetch(`http://127.0.0.1:${port}/health/live`, { signal: AbortSignal.timeout(4_000) });
  process.exitCode = ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}

/** Queries a second that a watch may send: what is wished, and half of what the config's rateLimit allows one client. */
export function watchRate(wished: number, rateLimit: string): number {
  const [queries = 0, seconds = 0] = rateLimit.split("/").map(Number);
  const allowed = queries > 0 && seconds > 0 ? queries / seconds / 2 : wished;
  return Math.max(1, Math.min(wished, Math.floor(allowed)));
}

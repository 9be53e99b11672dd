import { connect, type SshHost } from "./connection";
import type { SshTarget } from "./target";
import { errorText } from "../../runtime/contract/error-text";

const open = new Map<string, Promise<SshHost>>();

/**
 * The connection to a host that this process shares among all that run there. It is made once, and made again at the
 * next call if it has broken. It stays open and keeps the process alive: for providers, which the engine ends. What has
 * to end by itself uses `connect`.
 */
export function hostOf(target: SshTarget): Promise<SshHost> {
  const key = `${target.user}@${target.host}:${target.port}`;
  const existing = open.get(key);
  if (existing) return existing;
  const made = connect(target).then(({ host, client }) => {
    client.on("close", () => open.delete(key));
    return host;
  });
  made.catch(() => open.delete(key));
  open.set(key, made);
  return made;
}

/**
 * The same, for looking at what the state says a host has, or taking it away. If the host cannot be reached, it rejects
 * with how to do without.
 */
export async function hostOfState(target: SshTarget): Promise<SshHost> {
  try {
    return await hostOf(target);
  } catch (error) {
    const why = errorText(error);
    throw new Error(
      `${why}\nIf the host is gone for good, forget what was on it: pulumi stack rm --force --preserve-config STACK`,
      { cause: error },
    );
  }
}

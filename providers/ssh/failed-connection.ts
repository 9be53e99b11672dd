import type { SshTarget } from "./target";

/** What is known of a connection that did not come about. */
export interface FailedConnection {
  readonly error: Error & { readonly level?: string };
  /** The host has shown a key that is not in the known_hosts file. */
  readonly foreignKey: boolean;
  /** The first that the host has said, before any protocol; "" if nothing. */
  readonly greeting: string;
}

/** From OpenSSH 9.8 on, as in Debian 13 (PerSourcePenalties in sshd_config). */
const penalty = "sshd shuts out an address for seconds to minutes after failed log-ins";

/** Why there is no connection, in words, and how to get one. */
export function whyRefused(target: SshTarget, { error, foreignKey, greeting }: FailedConnection): string {
  if (foreignKey)
    return (
      `its host key is none of those in the known_hosts file; if the host was set up anew, ` +
      `remove the old one (ssh-keygen -R ${target.host}) and connect once by hand to accept the new`
    );
  if (greeting.startsWith("Not allowed at this time"))
    return (
      `the host does not let this machine in for now: its ${penalty}. ` +
      `Wait a minute or two, then see that this works, before you run it again: ${byHand(target)}`
    );
  if (greeting.startsWith("Exceeded MaxStartups"))
    return `the host has too many log-ins under way at once (MaxStartups in its sshd_config); run it again in a minute`;
  if (error.level === "client-authentication")
    return (
      `it does not accept the key ${target.keyFile} (sshKey) for ${target.user}: ${error.message}. ` +
      `Let the key in first, until this works: ${byHand(target)}. ` +
      `Each try with a refused key counts: ${penalty}`
    );
  return error.message;
}

const byHand = ({ keyFile, port, user, host }: SshTarget): string =>
  `ssh -i ${keyFile} -p ${port} ${user}@${host} true`;

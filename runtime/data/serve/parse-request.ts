/** What a peer may ask of this host. Datasets are not checked yet. */
export type PeerRequest =
  | { readonly kind: "prepare" | "confirm" }
  /** A question of syncoid's that is answered by this host's own words. */
  | { readonly kind: "nothing" }
  /** Whether a program is there: none is, so that nothing but ZFS is used here. */
  | { readonly kind: "program" }
  | {
      readonly kind: "ask";
      readonly args: readonly string[];
      readonly program: "zfs" | "zpool";
      readonly of: string;
    }
  | { readonly kind: "snapshots"; readonly dataset: string }
  /** `stderrToStdout`: syncoid reads there why a receive has failed. */
  | {
      readonly kind: "receive";
      readonly dataset: string;
      readonly resumable: boolean;
      readonly stderrToStdout: boolean;
    }
  /** Forgets the beginning of an interrupted receive. */
  | { readonly kind: "abandon"; readonly dataset: string };

const name = "([A-Za-z0-9][A-Za-z0-9_.:-]*(?:/[A-Za-z0-9_.:-]+)*)";
const asked = [
  `zfs get -H (?:name|receive_resume_token|syncoid:sync) ${name}`,
  `zfs get -H -p used ${name}`,
  `zpool get -o value -H feature@extensible_dataset ${name}`,
].map((pattern) => new RegExp(`^${pattern}$`));

/**
 * Reads the command that a peer has given to sshd: our own words, and exactly what syncoid 2.1.0 asks of a target that
 * it may neither roll back nor force. Undefined for everything else.
 */
export function parseRequest(command: string): PeerRequest | undefined {
  const words = split(command);
  if (!words) return undefined;
  const line = words.join(" ");
  if (line === "prepare" || line === "confirm") return { kind: line };
  // Other processes of this host are nobody's business: that no two receive at once, the lock sees to.
  if (["exit", "echo -n", "ps -Ao args="].includes(line)) return { kind: "nothing" };
  if (/^command -v [a-z0-9]+$/.test(line)) return { kind: "program" };
  for (const pattern of asked) {
    const of = pattern.exec(line)?.[1];
    if (of !== undefined)
      return { kind: "ask", program: words[0] as "zfs" | "zpool", args: words.slice(1), of };
  }
  const listed = new RegExp(`^zfs get -Hpd 1 -t snapshot guid,creation ${name}$`).exec(line)?.[1];
  if (listed !== undefined) return { kind: "snapshots", dataset: listed };
  const abandoned = new RegExp(`^zfs receive -A ${name}$`).exec(line)?.[1];
  if (abandoned !== undefined) return { kind: "abandon", dataset: abandoned };
  const [, resumable, dataset, stderr] = new RegExp(`^zfs receive (-s )?${name}( 2>&1)?$`).exec(line) ?? [];
  if (dataset === undefined) return undefined;
  return {
    kind: "receive",
    dataset,
    resumable: resumable !== undefined,
    stderrToStdout: stderr !== undefined,
  };
}

/** Words as a shell would see them: bare ones, and whole ones in single quotes. Undefined if there is anything else. */
function split(command: string): string[] | undefined {
  // To a shell, a line break is the end of a command, and what follows another one.
  const line = command.trim();
  if (/\p{Cc}/u.test(line)) return undefined;
  const words = line.split(/ +/);
  const read = words.map(
    (word) =>
      /^'([^'\\]*)'$/.exec(word)?.[1] ??
      (/^[^'"\\$`;&|<>(){}*?!~#]*$/.test(word) ? word : word === "2>&1" ? word : undefined),
  );
  return read.every((word) => word !== undefined) ? read : undefined;
}

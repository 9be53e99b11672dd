import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import type { SshTarget } from "../../providers/ssh/target";
import { Server, utils, type Connection, type Session } from "ssh2";

/** An SSH server on loopback that runs commands on this machine: a real protocol, for real clients, without an sshd. */
export interface SshServer {
  readonly port: number;
  readonly privateKey: string;
  /** The host key as known_hosts has it, without the host. */
  readonly hostKey: string;
  readonly keyFile: string;
  readonly knownHosts: string;
  readonly folder: string;
  /** How the project's own providers reach it. */
  readonly target: SshTarget;
  /** How many connections it has taken. */
  connections(): number;
  /** Breaks all connections, without a word to who is at the other end. */
  drop(): void;
  close(): Promise<void>;
}

/**
 * `accept` names the variables that a client may set, as sshd's AcceptEnv does. `shell` is what a command is handed to,
 * as its last argument: this machine's own, or one in a container.
 */
export async function startSshServer(
  accept: readonly string[] = [],
  shell: readonly [string, ...string[]] = ["sh", "-c"],
): Promise<SshServer> {
  // Of ssh2's own ed25519 keys, one in three hundred cannot be read again.
  const makeKey = () => utils.generateKeyPairSync("ecdsa", { bits: 256 });
  const [host, client] = [makeKey(), makeKey()];
  const trusted = client.public.split(" ")[1];
  const open = new Set<Connection>();
  let taken = 0;
  const server = new Server({ hostKeys: [host.private] }, (connection) => {
    taken += 1;
    open.add(connection);
    connection.on("error", () => undefined); // A client that is killed resets its connection.
    connection.on("close", () => open.delete(connection));
    connection.on("authentication", (attempt) => {
      if (attempt.method === "publickey" && attempt.key.data.toString("base64") === trusted) attempt.accept();
      else attempt.reject(["publickey"]);
    });
    connection.on("session", (acceptSession) => serveSession(acceptSession(), accept, shell));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const folder = await mkdtemp(path.join(os.tmpdir(), "ssh-test-"));
  const hostKey = host.public.split(" ").slice(0, 2).join(" ");
  const [keyFile, knownHosts] = [path.join(folder, "key"), path.join(folder, "known_hosts")];
  await writeFile(keyFile, client.private, { mode: 0o600 });
  await writeFile(knownHosts, `[127.0.0.1]:${port} ${hostKey}\n`);
  return {
    port,
    privateKey: client.private,
    hostKey,
    keyFile,
    knownHosts,
    folder,
    target: {
      host: "127.0.0.1",
      port,
      user: "root",
      keyFile,
      knownHostsFile: knownHosts,
      hostKeys: [hostKey],
    },
    connections: () => taken,
    drop: () => open.forEach((connection) => connection.end()),
    close: async () => {
      for (const connection of open) connection.end();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function serveSession(
  session: Session,
  accepted: readonly string[],
  [program, ...args]: readonly [string, ...string[]],
): void {
  const env: Record<string, string> = {};
  session.on("env", (accept, reject, info) => {
    const { key, val } = info as unknown as { key: string; val: string };
    if (!accepted.includes(key)) return reject?.();
    env[key] = val;
    accept?.();
  });
  session.on("exec", (accept, _reject, { command }) => {
    const channel = accept();
    const child = spawn(program, [...args, command], { env: { ...process.env, ...env } });
    channel.pipe(child.stdin);
    child.stdin.on("error", () => undefined); // A command may end without reading its input.
    child.stdout.pipe(channel, { end: false });
    child.stderr.pipe(channel.stderr, { end: false });
    channel.on("close", () => child.kill());
    child.on("close", (code, signal) => {
      if (signal) channel.exit(signal.replace("SIG", ""));
      else channel.exit(code ?? 0);
      channel.end();
    });
  });
}

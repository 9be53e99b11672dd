import { Client, type ConnectConfig, type ServerHostKeyAlgorithm } from "ssh2";
import type { Properties, Value } from "../common/values";

/** How to reach a host, after the SDK's defaults; a dial's deadline in seconds, 0 for none. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
  readonly privateKey?: string;
  readonly privateKeyPassword?: string;
  readonly agentSocketPath?: string;
  /** The expected host key as a line of known_hosts has it (`type base64`); without it, any host is believed. */
  readonly hostKey?: string;
  /** Failed dials after which it gives up; -1 for never. */
  readonly dialErrorLimit: number;
  readonly perDialTimeout: number;
}

export function connectionFrom(value: Value | undefined): Connection {
  const defaults = { port: 22, user: "root", dialErrorLimit: 10, perDialTimeout: 15 };
  return { ...defaults, ...(value as Properties) } as unknown as Connection;
}

class HostKeyError extends Error {}

/** A connected client, to be ended by the caller. Dials again, ever slower, up to the limit; a wrong host key is final. */
export async function dial(connection: Connection): Promise<Client> {
  for (let failed = 1, pause = 100; ; failed++, pause = Math.min(pause * 1.5, 5000)) {
    try {
      return await dialOnce(connection);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const where = `${connection.user}@${connection.host}:${connection.port}`;
      if (error instanceof HostKeyError) throw new Error(`ssh to ${where}: ${message}`, { cause: error });
      if (connection.dialErrorLimit >= 0 && failed >= connection.dialErrorLimit) {
        throw new Error(`ssh to ${where}: ${message} (dialled ${failed} times)`, { cause: error });
      }
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

function dialOnce(connection: Connection): Promise<Client> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    let refusal: HostKeyError | undefined;
    const verify = (key: Buffer): boolean => {
      const found = key.toString("base64");
      if (found === expectedKey(connection)) return true;
      refusal = new HostKeyError(`the host key is not the expected one, it is ${found}`);
      return false;
    };
    client.once("ready", () => resolve(client));
    client.on("error", (error) => reject(refusal ?? error));
    client.once("close", () => reject(refusal ?? new Error("the connection was closed")));
    client.on("keyboard-interactive", (_name, _instructions, _language, prompts, finish) =>
      finish(prompts.map(() => connection.password ?? "")),
    );
    try {
      client.connect(settings(connection, verify));
    } catch (error) {
      reject(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

function settings(connection: Connection, verify: (key: Buffer) => boolean): ConnectConfig {
  const agent = connection.agentSocketPath ?? process.env.SSH_AUTH_SOCK;
  return {
    host: connection.host,
    port: connection.port,
    username: connection.user,
    readyTimeout: connection.perDialTimeout * 1000,
    tryKeyboard: connection.password !== undefined,
    ...(connection.privateKey ? { privateKey: connection.privateKey } : {}),
    ...(connection.privateKeyPassword ? { passphrase: connection.privateKeyPassword } : {}),
    ...(connection.password ? { password: connection.password } : {}),
    ...(agent ? { agent } : {}),
    ...(connection.hostKey
      ? { hostVerifier: verify, algorithms: { serverHostKey: algorithmsOf(connection.hostKey) } }
      : {}),
  };
}

const expectedKey = ({ hostKey }: Connection): string | undefined => hostKey?.trim().split(/\s+/)[1];

/** The expected key's own kind alone, or the host might prove itself with another of its keys. */
function algorithmsOf(hostKey: string): ServerHostKeyAlgorithm[] {
  const type = hostKey.trim().split(/\s+/)[0] ?? "";
  return (
    type === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"] : [type]
  ) as ServerHostKeyAlgorithm[];
}

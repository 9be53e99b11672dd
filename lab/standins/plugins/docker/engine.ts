import http from "node:http";
import Docker from "dockerode";
import type { Properties, Value } from "../common/values";
import { DialStdio, sshTarget, type SshTarget } from "./dial-stdio";

/** Connections at once: below the ten that sshd's MaxStartups lets in without dropping some. */
const maxConnections = 4;

/** A client of the engine that the provider is configured for; connects when it is first used. */
export function engine(config: Properties): Docker {
  const host = String(config.host ?? "unix:///var/run/docker.sock");
  const options = sshOptions(config.sshOpts);
  if (host.startsWith("unix://")) return new Docker({ socketPath: host.slice("unix://".length) });
  if (host.startsWith("ssh://")) {
    const settings = {
      protocol: "http" as const,
      host: "http://docker",
      agent: new SshAgent(sshTarget(host, options)),
    };
    return new Docker(settings as unknown as Docker.DockerOptions); // `agent` is missing in the types.
  }
  throw new Error(`the stand-in plugin docker reaches an engine at ssh:// or unix://, not at ${host}`);
}

/** A list comes to a provider as JSON text. */
function sshOptions(value: Value | undefined): string[] {
  const list: unknown = typeof value === "string" ? JSON.parse(value) : (value ?? []);
  if (!Array.isArray(list)) throw new Error("sshOpts of the provider docker must be a list of options");
  return list.map(String);
}

class SshAgent extends http.Agent {
  constructor(private readonly target: SshTarget) {
    super({ keepAlive: true, maxSockets: maxConnections });
  }

  override createConnection(): DialStdio {
    return new DialStdio(this.target);
  }
}

/** What `work` gives; undefined where the engine answers that what it is about is not there. */
export async function unlessGone<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

export const statusOf = (error: unknown): number | undefined =>
  (error as { statusCode?: number } | undefined)?.statusCode;

import { names, type LabSettings } from "../settings";
import { run, type Result } from "../shell";
import type { ContainerSpec } from "./container";

/** A machine on the LAN that asks for names: Node, dig, dnsperf. */
export function clientSpec(settings: LabSettings, image: string): ContainerSpec {
  return {
    name: names.client,
    image,
    options: [
      "--hostname",
      "client",
      "--init",
      "--network",
      names.lan,
      "--ip",
      settings.client,
      "--cap-add",
      "NET_ADMIN",
      "--env",
      `ROUTER=${settings.gateway}`,
    ],
  };
}

/** Runs a command in the client. Its exit code is an answer. */
export const inClient = (command: readonly string[]): Promise<Result> =>
  run("docker", ["exec", names.client, ...command]);

/** Whether the client reaches the lab's internet through the router, and gets an answer. */
export const hasRoute = async (settings: LabSettings): Promise<boolean> =>
  (await inClient(["ping", "-c", "1", "-W", "1", settings.wan.root])).code === 0;

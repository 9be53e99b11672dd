import assert from "node:assert/strict";
import { docker } from "../../../lab/shell";
import type { DataConfig } from "../../../runtime/contract/data-config";
import { ComposeServices } from "../../../runtime/data/services/compose-services";
import { ComposeHost, type Variant } from "./compose-host";

export type ServiceConfig = DataConfig["services"][number];

/** Ends at once when it is asked to; as the first process of a container, sleep alone would not. */
export const polite = `["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.1; done"]`;
export const stubborn = `["sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"]`;
export const project = (services: Readonly<Record<string, string>>) =>
  `version: "3.8"\nservices:\n${Object.entries(services)
    .map(([name, command]) => `  ${name}:\n    network_mode: none\n    command: ${command}\n`)
    .join("")}`;

export const never = new AbortController().signal;

/** A host with one version of compose, for the tests of one `describe`. */
export function servicesOnHost(variant: Variant) {
  let host: ComposeHost;
  before(async function () {
    this.timeout(300_000);
    host = await ComposeHost.start(variant);
    const inside = ["exec", `ha-dns-test-${variant}-${process.pid}`];
    const words = variant === "compose-1" ? ["docker-compose"] : ["docker", "compose"];
    const version = await docker([...inside, ...words, "version", "--short"]);
    assert.match(version, variant === "compose-1" ? /^1\./ : /^2\./);
  });
  after(() => host?.stop());

  const over = (...config: readonly ServiceConfig[]) => new ComposeServices(config, host.host);
  const states = async (services: ComposeServices, own: readonly ServiceConfig[]) =>
    (await services.look())
      .filter(({ name }) => own.some((it) => it.name === name))
      .map(({ state, reason }) => (reason === "" ? state : `${state}: ${reason}`));
  return { onHost: () => host, over, states };
}

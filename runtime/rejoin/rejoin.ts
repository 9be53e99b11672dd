import * as z from "zod";
import type { Engine } from "./docker-engine";
import { inspected, joining } from "./joining";

/** Where the old container waits until there is a new one. */
const aside = (name: string): string => `${name}-of-another-pod`;

/**
 * Makes a container again so that it joins the pod of today. It is not started. If the new one cannot be made, the old
 * one keeps its name.
 */
export async function rejoin(engine: Engine, pod: string, name: string): Promise<void> {
  const { Id: podId } = z
    .object({ Id: z.string() })
    .parse(await engine.call("GET", `/containers/${pod}/json`));
  const wanted = joining(inspected.parse(await engine.call("GET", `/containers/${name}/json`)), podId);
  await engine.call("POST", `/containers/${name}/rename?name=${aside(name)}`);
  try {
    await engine.call("POST", `/containers/create?name=${name}`, wanted);
  } catch (error) {
    await engine.call("POST", `/containers/${aside(name)}/rename?name=${name}`);
    throw error;
  }
  // Pi-hole writes down what it knows when it is stopped.
  await engine.call("POST", `/containers/${aside(name)}/stop?t=10`);
  await engine.call("DELETE", `/containers/${aside(name)}?force=true`);
}

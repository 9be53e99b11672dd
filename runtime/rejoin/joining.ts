import * as z from "zod";

const json = z.record(z.string(), z.json());

/** What the engine says of a container, as far as it is needed to make it again. */
export const inspected = z.object({ Config: json, HostConfig: json });
export type Inspected = z.infer<typeof inspected>;

// They belong to the pod, whose network it joins: the engine refuses a container that has them as well.
const ofThePod = ["Hostname", "Domainname", "ExposedPorts", "MacAddress"];

/** What the engine is asked for to make the same container again, in another pod. */
export function joining({ Config, HostConfig }: Inspected, podId: string): z.infer<typeof json> {
  const config = Object.entries(Config).filter(([key]) => !ofThePod.includes(key));
  return { ...Object.fromEntries(config), HostConfig: { ...HostConfig, NetworkMode: `container:${podId}` } };
}

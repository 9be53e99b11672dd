import { z } from "zod";
import type { Task } from "../task";
import { readDisks, type Disk } from "./host-facts";
import { sectionScript } from "./preflight-scripts";
import { readSections, section } from "./sections";

/** A network of the host's Docker engine. */
export interface EngineNetwork {
  readonly name: string;
  readonly driver: string;
  /** The interface that a macvlan or ipvlan network sits on. */
  readonly parent: string | undefined;
  readonly subnets: readonly string[];
}

/** A container of the host's Docker engine, with its address in each network; "" if it has none while it is stopped. */
export interface EngineContainer {
  readonly name: string;
  readonly running: boolean;
  readonly networks: readonly { readonly name: string; readonly address: string }[];
}

/** Docker on the host. */
export interface EngineFacts {
  /** Which of `docker` and `dockerd` the host has. */
  readonly programs: readonly string[];
  /** What the command says if the engine does not answer; undefined if it does, or if there is no command. */
  readonly trouble: string | undefined;
  readonly version: string | undefined;
  readonly memoryLimit: boolean | undefined;
  /** Whether images of Docker's own registry come from a mirror. */
  readonly mirrored: boolean;
  /** The disk that holds the images. */
  readonly disk: Disk | undefined;
  readonly rootless: boolean;
  /** Whether root in a container is another user on the host (userns-remap). */
  readonly userNamespaces: boolean;
  /** The state of docker.service: `active`, `inactive`, `failed`, `masked`; "" if there is none. */
  readonly service: string;
  readonly networks: readonly EngineNetwork[];
  readonly containers: readonly EngineContainer[];
}

export const engineTask = (): Task => ({
  command: ["sh", "-c", sectionScript("engine.sh")],
  seconds: 8,
});

const versionSchema = z.object({ Server: z.object({ Version: z.string() }).nullish() });
const infoSchema = z.object({
  MemoryLimit: z.boolean().optional(),
  RegistryConfig: z.object({ Mirrors: z.array(z.string()).nullish() }).nullish(),
  SecurityOptions: z.array(z.string()).nullish(),
});
const networkSchema = z.object({
  Name: z.string(),
  Driver: z.string(),
  Options: z.record(z.string(), z.string()).nullish(),
  IPAM: z.object({ Config: z.array(z.object({ Subnet: z.string().optional() })).nullish() }),
});
const containerSchema = z.object({
  name: z.string(),
  running: z.boolean(),
  networks: z.record(
    z.string(),
    z.object({
      IPAddress: z.string(),
      IPAMConfig: z.object({ IPv4Address: z.string().optional() }).nullish(),
    }),
  ),
});

export function parseEngine(stdout: string): EngineFacts {
  const sections = readSections(stdout);
  const programs = section(sections, "programs").text.split(/\s+/).filter(Boolean);
  const version = sections.get("version");
  const server = version && jsonLines(version.text, versionSchema)[0]?.Server?.Version;
  const info = server === undefined ? undefined : jsonLines(section(sections, "info").text, infoSchema)[0];
  return {
    programs,
    trouble: version && server === undefined ? withoutJson(version.text) : undefined,
    version: server,
    memoryLimit: info?.MemoryLimit,
    mirrored: (info?.RegistryConfig?.Mirrors ?? []).length > 0,
    disk: readDisks(sections.get("disk")?.text ?? "")[0],
    rootless: (info?.SecurityOptions ?? []).includes("name=rootless"),
    userNamespaces: (info?.SecurityOptions ?? []).includes("name=userns"),
    service: serviceState(section(sections, "service").text),
    networks: jsonLines(sections.get("networks")?.text ?? "", networkSchema).map((network) => ({
      name: network.Name,
      driver: network.Driver,
      parent: network.Options?.parent,
      subnets: (network.IPAM.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []),
    })),
    containers: jsonLines(sections.get("containers")?.text ?? "", containerSchema).map((container) => ({
      name: container.name.replace(/^\//, ""),
      running: container.running,
      networks: Object.entries(container.networks).map(([name, { IPAddress, IPAMConfig }]) => ({
        name,
        address: IPAddress || (IPAMConfig?.IPv4Address ?? ""),
      })),
    })),
  };
}

/** Docker's commands print one object a line; what they complain of stands between. */
function jsonLines<S extends z.ZodType>(text: string, schema: S): z.output<S>[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => schema.parse(JSON.parse(line)));
}

const withoutJson = (text: string): string =>
  text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("{"))
    .join("\n");

/** From systemctl's `LoadState` and `ActiveState`. */
function serviceState(text: string): string {
  const load = /^LoadState=(.*)$/m.exec(text)?.[1];
  if (load === "masked") return load;
  return load === "loaded" ? (/^ActiveState=(.*)$/m.exec(text)?.[1] ?? "") : "";
}

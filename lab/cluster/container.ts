import type { Progress } from "../progress";
import { docker, run } from "../shell";
import { hash } from "./images";
import { ownLabels, type LabIdentity } from "./identity";

/** A container of the lab as it is meant to be. */
export interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  /** Arguments of `docker create`, without name, image and labels. */
  readonly options: readonly string[];
  readonly volumes?: readonly Volume[];
  /** Further networks, with its address in each. */
  readonly networks?: readonly { readonly name: string; readonly address?: string }[];
}

/** A named volume, and where the container has it. */
export interface Volume {
  readonly name: string;
  readonly path: string;
  /** It lives and dies with the container: a new container starts with a new one. Others are kept. */
  readonly own: boolean;
}

/** What `ensureContainer` had to do. `remade`: what was there was of another making, and its data is gone. */
export type Outcome = "reused" | "started" | "made" | "remade";

const specLabel = "ha-dns-lab.spec";

/** A container as the engine has it: the hash of its making, and its state in the engine's word. */
export interface FoundContainer {
  readonly made?: string;
  readonly state: string;
}

/** Pure part of `ensureContainer`. A container in state `created` never ran: its making was cut short. */
export function decide(found: FoundContainer | undefined, want: string): Outcome {
  if (!found || found.state === "created") return "made";
  if (found.made !== want || found.state === "dead" || found.state === "removing") return "remade";
  return found.state === "running" ? "reused" : "started";
}

/** The container runs and is of this making afterwards. Throws with what the engine says where it cannot be. */
export async function ensureContainer(
  spec: ContainerSpec,
  identity: LabIdentity,
  progress: Progress,
): Promise<Outcome> {
  const want = hash([JSON.stringify(spec)]);
  const found = await inspect(spec.name);
  const outcome = decide(found, want);
  switch (outcome) {
    case "reused":
      break;
    case "started":
      await progress.step(`start ${spec.name}`, () => docker(["start", spec.name]));
      break;
    case "made":
    case "remade":
      await progress.step(`make ${spec.name}`, async () => {
        if (found) await docker(["rm", "--force", "--volumes", spec.name]);
        await make(spec, [...ownLabels(identity), "--label", `${specLabel}=${want}`], identity);
      });
  }
  return outcome;
}

async function make(spec: ContainerSpec, labels: readonly string[], identity: LabIdentity): Promise<void> {
  const mounts: string[] = [];
  for (const { name, path, own } of spec.volumes ?? []) {
    if (own) await docker(["volume", "rm", "--force", name]);
    await docker(["volume", "create", ...ownLabels(identity), name]);
    mounts.push("--volume", `${name}:${path}`);
  }
  await docker(["create", "--name", spec.name, ...labels, ...mounts, ...spec.options, spec.image]);
  for (const { name, address } of spec.networks ?? []) {
    await docker(["network", "connect", ...(address ? ["--ip", address] : []), name, spec.name]);
  }
  await docker(["start", spec.name]);
}

async function inspect(name: string): Promise<FoundContainer | undefined> {
  const format = `{{.State.Status}} {{index .Config.Labels "${specLabel}"}}`;
  const result = await run("docker", ["container", "inspect", "--format", format, name]);
  if (result.code !== 0) return undefined;
  const [state = "", made] = result.stdout.trim().split(" ");
  return { state, made };
}

/** Whether the container runs. False if there is none. */
export async function isUp(container: string): Promise<boolean> {
  const result = await run("docker", ["container", "inspect", "--format", "{{.State.Running}}", container]);
  return result.stdout.trim() === "true";
}

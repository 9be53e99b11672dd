import { z } from "zod";
import type { SshHost } from "../ssh/connection";

const shape = z.object({
  id: z.string(),
  /** Digests, by path, of the files that the container reads when it starts. */
  files: z.record(z.string(), z.string()),
});

/** What a container is and reads, as the deployment left it. */
export type Deployed = z.infer<typeof shape>;

/** A host's record of a container; undefined if it has none that can be read. */
export async function readContainerRecord(host: SshHost, file: string): Promise<Deployed | undefined> {
  const { code, stdout } = await host.exec(["cat", file]);
  if (code !== 0) return undefined;
  try {
    return shape.safeParse(JSON.parse(stdout)).data;
  } catch {
    return undefined; // Half of it, or something else: the next deployment writes it again.
  }
}

/** A container of the host's engine. */
export interface SeenContainer {
  readonly id: string;
  /** 0 if it does not run. */
  readonly pid: number;
}

/** The container of a name; undefined if there is none. */
export async function containerOf(host: SshHost, name: string): Promise<SeenContainer | undefined> {
  const format = "{{.Id}} {{.State.Pid}}";
  const args = ["docker", "container", "inspect", "--format", format, name];
  const { code, stdout, stderr } = await host.exec(args);
  if (code === 0) {
    const [id, pid] = stdout.trim().split(" ") as [string, string];
    return { id, pid: Number(pid) };
  }
  if (/no such container/i.test(stderr)) return undefined;
  throw new Error(`Docker does not say what ${name} is: ${stderr.trim()}`);
}

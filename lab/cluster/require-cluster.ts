import { run } from "../shell";
import type { Cluster } from "./cluster";
import { leadersOf } from "./leaders";

/** Throws, with how to fix it, where the client or a node is not there. */
export async function requireCluster(cluster: Cluster): Promise<void> {
  if (cluster.client === undefined) await leadersOf(cluster);
  else await requireLab(cluster, cluster.client);
}

async function requireLab(cluster: Cluster, client: string): Promise<void> {
  const wanted = [client, ...cluster.nodes.map(({ container }) => container)];
  const listed = await run("docker", ["ps", "--format", "{{.Names}}"], { timeoutMs: 15_000 });
  if (listed.code !== 0) throw new Error(`Docker does not answer: ${listed.stderr.trim()}`);
  const running = new Set(listed.stdout.split("\n"));
  const missing = wanted.filter((name) => !running.has(name));
  if (missing.length > 0)
    throw new Error(
      `the lab is not up (${missing.join(", ")}): start it and deploy to it with \`npm start\``,
    );
}

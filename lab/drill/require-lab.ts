import { run } from "../shell";
import type { Cluster } from "./cluster";

/** Throws, with how to mend it, where the client or a node of the lab is not there. */
export async function requireLab(cluster: Cluster): Promise<void> {
  const wanted = [cluster.client, ...cluster.nodes.map(({ container }) => container)];
  const listed = await run("docker", ["ps", "--format", "{{.Names}}"], { timeoutMs: 15_000 });
  if (listed.code !== 0) throw new Error(`Docker does not answer: ${listed.stderr.trim()}`);
  const running = new Set(listed.stdout.split("\n"));
  const missing = wanted.filter((name) => !running.has(name));
  if (missing.length > 0)
    throw new Error(
      `the lab is not up (${missing.join(", ")}): start it and deploy to it with \`npm start\``,
    );
}

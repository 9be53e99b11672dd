import { names } from "../settings";
import { docker, run } from "../shell";

const mark = "ha-dns-drill";
const rule = `FORWARD -m comment --comment ${mark} -j DROP`;

/** The provider: `off` lets the router forward nothing more, without a word to who asks. Fine where it is so. */
export async function setProvider(to: "on" | "off"): Promise<void> {
  const script =
    to === "off"
      ? `iptables -w -C ${rule} 2>/dev/null || iptables -w -I ${rule}`
      : `while iptables -w -D ${rule} 2>/dev/null; do :; done`;
  await docker(["exec", names.router, "sh", "-c", script], { timeoutMs: 15_000 });
}

/** The image registry. Fine where it is so. Throws where it still runs. */
export async function setRegistry(to: "on" | "off"): Promise<void> {
  await docker([to === "on" ? "start" : "kill", names.registry], { timeoutMs: 30_000 }).catch(
    async (error: unknown) => {
      const state = await run("docker", ["container", "inspect", "-f", "{{.State.Running}}", names.registry]);
      if (state.stdout.trim() !== String(to === "on")) throw error;
    },
  );
}

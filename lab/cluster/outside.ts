import { names } from "../settings";
import { docker, run } from "../shell";

const mark = "ha-dns-drill";
/** What the router forwards, and what it asks itself; its second network is the lab's internet. */
const rules = ["FORWARD", "OUTPUT -o eth1"].map((what) => `${what} -m comment --comment ${mark} -j DROP`);

/** The provider: `off` lets nothing through the router, without a word to who asks. Fine if it is so already. */
export async function setProvider(to: "on" | "off"): Promise<void> {
  const script = rules.map((rule) =>
    to === "off"
      ? `iptables -w -C ${rule} 2>/dev/null || iptables -w -I ${rule}`
      : `while iptables -w -D ${rule} 2>/dev/null; do :; done`,
  );
  await docker(["exec", names.router, "sh", "-ec", script.join("\n")], { timeoutMs: 15_000 });
}

/** The image registry. Fine if it is so. Throws if it still runs. */
export async function setRegistry(to: "on" | "off"): Promise<void> {
  await docker([to === "on" ? "start" : "kill", names.registry], { timeoutMs: 30_000 }).catch(
    async (error: unknown) => {
      const state = await run("docker", ["container", "inspect", "-f", "{{.State.Running}}", names.registry]);
      if (state.stdout.trim() !== String(to === "on")) throw error;
    },
  );
}

import assert from "node:assert/strict";
import { hardened, type Rights } from "../../components/hardened";
import { rightsOf } from "../../components/rights";
import { keys } from "../../components/config/keys";
import type { LabNode } from "../../lab/settings";
import { until } from "../../lab/shell";
import { mustInNode, settledLab } from "./support";

/** By number, as proc(5) has them. */
const capabilityNumbers: Readonly<Record<string, bigint>> = {
  CAP_CHOWN: 0n,
  CAP_DAC_OVERRIDE: 1n,
  CAP_FOWNER: 3n,
  CAP_KILL: 5n,
  CAP_SETGID: 6n,
  CAP_SETUID: 7n,
  CAP_NET_ADMIN: 12n,
  CAP_NET_RAW: 13n,
  CAP_SYS_NICE: 23n,
  CAP_SYS_RESOURCE: 24n,
  CAP_SETFCAP: 31n,
};

interface Seen {
  readonly Config: { readonly User: string };
  readonly State: { readonly Pid: number };
  readonly HostConfig: {
    readonly Privileged: boolean;
    readonly ReadonlyRootfs: boolean;
    readonly SecurityOpt: readonly string[] | null;
    readonly CapAdd: readonly string[] | null;
    readonly CapDrop: readonly string[] | null;
    readonly Devices: readonly unknown[] | null;
    readonly PidMode: string;
    readonly Memory: number;
    readonly PidsLimit: number | null;
    readonly Tmpfs: Readonly<Record<string, string>> | null;
  };
}

const inspect = async (node: LabNode, name: string): Promise<Seen> =>
  (JSON.parse(await mustInNode(node, "docker", "inspect", name)) as [Seen])[0];

/** The value of a field of a process's status. */
async function statusOf(node: LabNode, pid: number | "self", field: string): Promise<string> {
  const text = await mustInNode(node, "cat", `/proc/${pid}/status`);
  return new RegExp(`^${field}:\\s*(.*)$`, "m").exec(text)![1]!;
}

describe("every container of the running lab", function () {
  this.timeout(120_000);
  const declared: readonly Rights[] = Object.values(
    rightsOf({ cluster: { resolverMemory: keys.resolverMemory.default! } }),
  );

  for (const rights of declared) {
    it(`${rights.name} has the rights that docs/rights.md says, and no others`, async () => {
      const { lab } = await settledLab();
      for (const node of lab.nodes) await assertRights(node, rights);
    });

    it(`${rights.name} has its limits, also after it was started anew`, async () => {
      const { follower } = await settledLab();
      await mustInNode(follower, "docker", "restart", rights.name);
      await assertLimits(follower, rights);
    });
  }

  it("runs nothing with a capability that the container has not, but what was entered from outside", async () => {
    const { leader } = await settledLab();
    for (const { name, capabilities } of declared) {
      const { State } = await inspect(leader, name);
      const script = `for p in /proc/[0-9]*; do
        [ "$(readlink $p/ns/pid)" = "$(readlink /proc/${State.Pid}/ns/pid)" ] && grep -h ^CapPrm: $p/status
      done; true`;
      const all = (await mustInNode(leader, "sh", "-c", script)).trim().split("\n");
      assert.ok(all.length > 0, name);
      for (const line of all)
        assert.equal(BigInt(`0x${line.split(/\s+/)[1]}`) & ~mask(capabilities), 0n, name);
    }
  });
});

const mask = (capabilities: Rights["capabilities"]): bigint =>
  Object.keys(capabilities).reduce((bits, name) => bits | (1n << capabilityNumbers[name]!), 0n);

async function assertRights(node: LabNode, rights: Rights): Promise<void> {
  const { Config, State, HostConfig } = await inspect(node, rights.name);
  const shape = hardened(rights);
  const what = `${node.name}: ${rights.name}`;
  assert.deepEqual(
    {
      user: Config.User,
      privileged: HostConfig.Privileged,
      readOnly: HostConfig.ReadonlyRootfs,
      security: HostConfig.SecurityOpt,
      adds: HostConfig.CapAdd ?? [],
      drops: HostConfig.CapDrop,
      devices: HostConfig.Devices ?? [],
      pidMode: HostConfig.PidMode,
      tmpfs: Object.keys(HostConfig.Tmpfs ?? {}),
    },
    {
      user: shape.user ?? "",
      privileged: false,
      readOnly: shape.readOnly,
      security: shape.securityOpts,
      adds: shape.capabilities.adds ?? [],
      drops: ["ALL"],
      devices: [],
      pidMode: "",
      tmpfs: Object.keys(rights.tmpfs ?? {}),
    },
    what,
  );
  // What the kernel says of the process.
  assert.equal(BigInt(`0x${await statusOf(node, State.Pid, "CapEff")}`), mask(rights.capabilities), what);
  assert.equal(BigInt(`0x${await statusOf(node, State.Pid, "CapBnd")}`), mask(rights.capabilities), what);
  assert.equal(await statusOf(node, State.Pid, "NoNewPrivs"), "1", what);
  assert.equal(await statusOf(node, State.Pid, "Seccomp"), "2", `${what}: the default profile`);
  await assertLimits(node, rights);
}

async function assertLimits(node: LabNode, { name, memory, pids, oomScoreAdj }: Rights): Promise<void> {
  const limits = (await mustInNode(node, "docker", "info", "--format", "{{.MemoryLimit}}")).trim() === "true";
  // A host without this capability cannot put its containers before its own programs; the supervisor says so.
  const canOrder =
    (BigInt(`0x${await statusOf(node, "self", "CapEff")}`) >> capabilityNumbers.CAP_SYS_RESOURCE!) & 1n;
  await until(`${node.name} limits ${name}`, 40_000, async () => {
    const { HostConfig, State } = await inspect(node, name);
    if (State.Pid === 0) return undefined;
    const score = await mustInNode(node, "cat", `/proc/${State.Pid}/oom_score_adj`);
    const right =
      HostConfig.Memory === (limits ? memory * 1024 * 1024 : 0) &&
      HostConfig.PidsLimit === pids &&
      (canOrder === 0n || Number(score) === oomScoreAdj);
    return right || undefined;
  });
}

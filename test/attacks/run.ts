import { fork, spawnSync } from "node:child_process";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type DoorsAttack, doorsAttackNames } from "../../lab/load/attack-protocol";
import { inNamespace } from "./namespace";
import { addresses, NodeUnderAttack } from "./node-under-attack";

/*
 * Measures what a hostile host of the LAN can do to a node's doors: how long a hang of Pi-hole stays unseen, and what
 * the processes take of memory, under each attack. `npx tsx test/attacks/run.ts [another agent.js]`. Needs no Docker:
 * it runs in network and user namespaces of its own.
 */
const modes = ["", ...doorsAttackNames] as const;
type Mode = (typeof modes)[number];
/** These come from all addresses as well. */
const fromAll: readonly Mode[] = ["open pages", "half log-ins"];
const rounds = 2;
const entered = "HA_DNS_ATTACK_NAMESPACE";
const attackProgram = path.join(__dirname, "../../lab/load/client/attack-program.ts");
const warmUpMs = 3_000;

function enterNamespace(): never {
  const args = inNamespace([__filename, ...process.argv.slice(2)]);
  const { status } = spawnSync("unshare", args, {
    stdio: "inherit",
    env: { ...process.env, [entered]: "1" },
  });
  process.exit(status ?? 1);
}

async function measure(mode: Mode, from: readonly string[], program: string | undefined): Promise<void> {
  const node = new NodeUnderAttack();
  const attacker = { end: (): void => undefined };
  try {
    await node.start(program);
    if (mode !== "") {
      const attack: DoorsAttack = { mode, target: addresses.node, from };
      const child = fork(attackProgram, [JSON.stringify(attack)]);
      attacker.end = () => child.kill("SIGKILL");
      await delay(warmUpMs);
    }
    const status = (await node.status()) !== undefined;
    const seen: string[] = [];
    for (let round = 0; round < rounds; round++) {
      const ms = await node.hang();
      seen.push(ms === undefined ? "never" : String(Math.round(ms)));
      await node.recover();
    }
    const { agent, doors } = node.memory();
    const { logIns, mostUnderWay } = await node.counts();
    const who =
      mode === "" ? "no attack" : `${mode}, ${from.length === 1 ? "1 address" : `${from.length} addresses`}`;
    const memory = [
      `agent ${agent.nowMb} MB (most ${agent.mostMb})`,
      doors && `doors ${doors.nowMb} MB (most ${doors.mostMb})`,
    ];
    process.stdout.write(
      `${who}: hang seen after ${seen.join(", ")} ms; ${memory.filter(Boolean).join(", ")}; ` +
        `/status on the node ${status ? "answers" : "does NOT answer"}; at Pi-hole at most ${mostUnderWay} requests at once, ${logIns} log-ins\n`,
    );
  } finally {
    attacker.end();
    await node.stop();
  }
}

async function main(): Promise<void> {
  if (process.env[entered] === undefined) enterNamespace();
  const program = process.argv[2];
  for (const mode of modes) {
    await measure(mode, addresses.attackers.slice(0, 1), program);
    if (fromAll.includes(mode)) await measure(mode, addresses.attackers, program);
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);

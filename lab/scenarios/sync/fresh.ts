import { piholeFolder } from "../../../components/render/node-paths";
import { containers } from "../../../runtime/contract/names";
import { monotonicMs } from "../../clock";
import type { DrillNode } from "../../cluster/cluster";
import { inNode } from "../../cluster/node";
import { poll } from "../../poll";
import { fill, household, listFolder } from "./household";
import { firstAnswerAfterSilence } from "../../checks/sync-result";
import { buildGravity, followerSync, type Scene, targets, awaitEqual } from "./sync-scene";
import type { SyncScenario } from "./sync-scenario";

const wantedMs = 15_000;
const deadlineMs = 120_000;
/** The agent compares both sides anew once a minute. */
const secondRoundMs = 90_000;

/** Lists that Pi-hole finds in its own container: the drill does not measure what a download costs. */
const writeLists = [
  `mkdir -p ${listFolder}`,
  ...household.lists.map(
    ({ file, domains }, i) => `seq -f 'b%.0f.l${i}.sync-drill.example' ${domains} > ${listFolder}/${file}`,
  ),
  `chmod -R a+rX ${listFolder}`,
].join("\n");

/** As a new SD card would be. The host may start Pi-hole in the middle of it: it starts what is missing. */
const emptyPihole = [
  `docker stop ${containers.pihole}`,
  `find ${piholeFolder} -mindepth 1 -maxdepth 1 -exec rm -r {} +`,
  `docker start ${containers.pihole}`,
].join("\n");

const script = (node: DrillNode, text: string) => inNode(node, "sh", "-ec", text);
const inPihole = (node: DrillNode, text: string) =>
  inNode(node, "docker", "exec", containers.pihole, "sh", "-ec", text);

export const fresh: SyncScenario = {
  name: "fresh",
  description: `the follower's Pi-hole loses all it has, and the leader has ${household.words}`,
  prepare: async (scene) => {
    for (const node of [scene.leader, scene.follower]) await inPihole(node, writeLists);
    await fill(scene);
    scene.session.note("the leader builds gravity");
    await buildGravity(scene);
    const { ms, differences } = await awaitEqual(scene, deadlineMs);
    if (ms === null) throw new Error(`the leader's lists did not come to the follower: ${differences[0]}`);
  },
  act: async (scene) => {
    const { session, follower, stream } = scene;
    const emptied = monotonicMs();
    await script(follower, emptyPihole);
    const asked = monotonicMs();
    session.note(`${follower.name}'s Pi-hole has lost all it had`);
    const { ms, differences } = await awaitEqual(scene, deadlineMs);
    const equal = asked + (ms ?? deadlineMs);
    session.note("waiting for another round");
    const secondRoundSteps = await secondRound(scene);
    // By now every query of that time is settled.
    const serves = firstAnswerAfterSilence(stream.seen().attempts[targets.follower]!, emptied);
    if (serves === undefined) return found({}, ["the follower was never seen silent: it was not emptied"]);
    const equalAfterMs = equal - serves;
    const complaints = [
      ...(ms === null
        ? [`not equal after ${deadlineMs / 1000} s: ${differences.slice(0, 5).join("; ")}`]
        : []),
      ...(equalAfterMs > wantedMs
        ? [`equal after ${Math.round(equalAfterMs)} ms, and ${wantedMs} are wanted`]
        : []),
      ...(secondRoundSteps === 0 ? [] : [`another round wrote ${secondRoundSteps} times`]),
    ];
    return { ...found({ equalAfterMs, secondRoundSteps }, complaints), followerServesFrom: serves };
  },
  leave: async ({ session }) => {
    for (const node of session.cluster.nodes) await inPihole(node, `rm -rf ${listFolder}`);
  },
};

const found = (figures: Readonly<Record<string, number>>, complaints: readonly string[]) => ({
  made: [],
  figures,
  complaints,
});

/** Waits for a whole round that the agent begins by itself, and gives what it wrote. Throws if none comes. */
async function secondRound(scene: Scene): Promise<number> {
  // What the round under way has written is counted when it ends, after it is seen to be equal.
  const before = await poll(
    async () => {
      const { doing, counts } = await followerSync(scene);
      return doing === "waiting" ? counts : undefined;
    },
    { deadlineMs: 30_000, signal: scene.session.signal },
  );
  if (!before) throw new Error("the follower's round did not end within 30 s");
  const after = await poll(
    async () => {
      const { counts } = await followerSync(scene);
      return counts.rounds > before.rounds ? counts : undefined;
    },
    { deadlineMs: secondRoundMs, everyMs: 1_000, signal: scene.session.signal },
  );
  if (!after) throw new Error(`the follower began no round of its own within ${secondRoundMs / 1000} s`);
  return after.steps - before.steps;
}

import assert from "node:assert/strict";
import { pulumi, up } from "../../../lab/deploy/pulumi";
import type { LabNode, LabSettings } from "../../../lab/settings";
import { until } from "../../../lab/shell";
import { inMachine, cutPower, bootMachine } from "../../../lab/cluster/machine";
import { agentExec, containers } from "../../../runtime/contract/names";
import {
  allReady,
  awaitLeader,
  mustInNode,
  preview,
  settledLab,
  withSite,
  withStackFile,
} from "../../lab/support";
import { AlertSink, sinkHost, type Got } from "./alert-sink";

const planted = {
  token: "PlantedNtfyToken0123",
  topic: "planted-topic-4711",
  hook: "PlantedHookPath0123456789",
  password: "PlantedMailPassword1",
};
const channelNames = ["hook", "mail", "ntfy"] as const;
const toldMs = 20_000;
/** The registry tells of a silent node after a minute. */
const silentMs = 90_000;

describe("alerts", function () {
  this.timeout(1_200_000);
  let lab: LabSettings;
  let leader: LabNode;
  let follower: LabNode;
  let sink: AlertSink;

  before(async () => {
    ({ lab, leader, follower } = await settledLab());
    sink = await AlertSink.start(lab, planted.password);
  });
  after(() => sink?.stop());

  const startedAt = (node: LabNode): Promise<string> =>
    mustInNode(
      node,
      "docker",
      "inspect",
      "-f",
      "{{.Id}} {{.State.StartedAt}}",
      containers.agent,
      containers.pihole,
    );

  /** Messages about something, by channel, from a time on. */
  const about = async (pattern: RegExp, from: number): Promise<Record<string, Got[]>> => {
    const got = (await sink.got()).filter(({ at, text }) => at >= from && pattern.test(text));
    return Object.fromEntries(
      channelNames.map((name) => [name, got.filter(({ channel }) => channel === name)]),
    );
  };
  const counts = (by: Readonly<Record<string, readonly Got[]>>): number[] =>
    channelNames.map((name) => by[name]?.length ?? 0);

  const deploy = async (): Promise<void> => {
    for (const { name } of lab.nodes) {
      const { changed } = await preview(
        lab,
        lab.nodes.find((node) => node.name === name)!,
      );
      for (const change of changed)
        assert.match(change, /^(update|create) \w+-notify-(channels|secrets)$|^update ha-dns-/, change);
      await up(lab, name);
    }
  };

  it("reach each channel within 20 s of a power-off, once, and once more when it is over; to set them up restarts nothing", async () => {
    const founder = leader.name;
    const channels = [
      { name: "phone", kind: "ntfy", ca: oneLine(sink.ca) },
      { name: "hook", kind: "webhook", ca: oneLine(sink.ca) },
      {
        name: "mail",
        kind: "mail",
        host: sinkHost,
        from: "dns@example.org",
        to: ["me@example.org"],
        user: "me",
        ca: oneLine(sink.ca),
      },
    ];
    const secrets = {
      "phone.url": `https://${sinkHost}/${planted.topic}`,
      "phone.token": planted.token,
      "hook.url": `https://${sinkHost}/${planted.hook}`,
      "mail.password": planted.password,
    };
    const before = await Promise.all(lab.nodes.map(startedAt));
    await withStackFile(founder, async () => {
      for (const [at, text] of Object.entries(secrets))
        await pulumi(lab, ["config", "set", "--secret", "--path", `notifySecrets.${at}`, "-s", founder], {
          stdin: text,
        });
      await withSite(lab, { notify: channels }, async () => {
        await deploy();
        assert.deepEqual(await Promise.all(lab.nodes.map(startedAt)), before, "nothing was restarted");
        await tests();
        await powerCut();
        await nothingShows();
      });
    });
    await deploy();
    assert.equal(
      (await inMachine(follower, [...agentExec(), "notify", "test"])).code,
      1,
      "there is no channel any more",
    );
  });

  async function tests(): Promise<void> {
    for (const node of lab.nodes)
      await until(`${node.name} reaches each channel`, 30_000, async () => {
        const { code, stdout } = await inMachine(node, [...agentExec(), "notify", "test", "--json"]);
        return (code === 0 && (JSON.parse(stdout) as unknown[]).length === 3) || undefined;
      });
  }

  async function powerCut(): Promise<void> {
    const cut = Date.now();
    await cutPower(leader);
    const moved = /the virtual IP moved from/;
    await until("each channel is told of the move", 60_000, async () =>
      counts(await about(moved, cut)).every((n) => n > 0),
    );
    const first = await about(moved, cut);
    const latest = Math.max(...channelNames.map((name) => first[name]![0]!.at)) - cut;
    process.stdout.write(
      `    the last of three channels was told ${(latest / 1000).toFixed(1)} s after the power-off\n`,
    );
    assert.ok(latest <= toldMs, `${latest} ms`);
    const silent = new RegExp(`${leader.name} does not answer\\. Since`);
    await until("each channel is told of the silent node", silentMs, async () =>
      counts(await about(silent, cut)).every((n) => n > 0),
    );
    await bootMachine(lab, leader);
    const over = new RegExp(`Over after .*${leader.name} does not answer`);
    await until("each channel is told that it is over", silentMs, async () =>
      counts(await about(over, cut)).every((n) => n > 0),
    );
    await allReady(lab);
    await awaitLeader(leader);
    // Both nodes have all they need to send by now; what they have to say is said.
    await until("nobody has anything to tell for a while", 90_000, () => isQuiet(45_000));
    assert.deepEqual(counts(await about(moved, cut)), [1, 1, 1]);
    const all = await about(new RegExp(`${leader.name} does not answer|node-silent`), cut);
    for (const name of channelNames) {
      const texts = all[name]!.map(({ text }) => text).filter((text) => !moved.test(text));
      assert.equal(texts.length, 2, texts.join("\n"));
      assert.match(texts[0]!, silent);
      assert.match(texts[1]!, over);
    }
  }

  const isQuiet = async (ms: number): Promise<true | undefined> => {
    const last = Math.max(...(await sink.got()).map(({ at }) => at));
    return Date.now() - last >= ms || undefined;
  };

  /** Secrets and where they go are in files of the agent's alone. */
  async function nothingShows(): Promise<void> {
    const places = [
      "docker inspect $(docker ps -aq); for c in $(docker ps -aq); do docker logs $c 2>&1; done",
      "cat /proc/[0-9]*/cmdline | tr '\\0' ' '; journalctl --no-pager",
      "find /etc/ha-dns /run/ha-dns /var/lib/ha-dns -type f -perm /044 -exec cat {} +",
    ];
    for (const node of lab.nodes) {
      const texts = [
        await mustInNode(node, ...agentExec(), "status", "--json"),
        await mustInNode(node, ...agentExec(), "notify", "status"),
      ];
      for (const place of places) texts.push((await inMachine(node, ["sh", "-c", place])).stdout);
      texts.push((await pulumi(lab, ["stack", "export", "-s", node.name])).stdout);
      for (const [what, text] of Object.entries(planted))
        assert.ok(!texts.join("\n").includes(text), `${what} shows on ${node.name}`);
      assert.match(
        await mustInNode(node, "cat", "/etc/ha-dns/notify/secrets.json"),
        new RegExp(planted.token),
      );
    }
  }
});

const oneLine = (pem: string): string => pem.trim().replaceAll(/\s*\n\s*/g, " ");

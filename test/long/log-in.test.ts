import assert from "node:assert/strict";
import { z } from "zod";
import { piholePasswordFile } from "../../components/render/node-paths";
import type { LabNode, LabSettings } from "../../lab/settings";
import { until } from "../../lab/shell";
import { inMachine, cutPower, bootMachine } from "../../lab/cluster/machine";
import { agentExec } from "../../runtime/contract/names";
import { Browser } from "../lab/browser";
import { allReady, answerOf, awaitLeader, mustInNode, settledLab } from "../lab/support";

const record = "/api/config/dns/hosts/192.0.2.77%20nas.log-in.example";
const alias = "/api/config/dns/cnameRecords/files.log-in.example%2Cnas.log-in.example";
const totpSecret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
/** Each code lets in once on each Pi-hole, and the agents use some: the next one comes after 30 s. */
const nextCodeMs = 100_000;
const followsMs = 30_000;

const appPassword = z.object({ app: z.object({ password: z.string(), hash: z.string() }) });

describe("a log-in at the VIP", function () {
  this.timeout(900_000);
  let lab: LabSettings;
  let leader: LabNode;
  let follower: LabNode;
  let password: string;
  let browser: Browser;

  before(async () => {
    ({ lab, leader, follower } = await settledLab());
    password = await mustInNode(leader, "cat", piholePasswordFile);
    browser = new Browser(lab.vip);
    assert.equal(await browser.logIn(password), 200);
  });

  afterEach(async () => {
    // A node that has just booted has no agent yet.
    const undrain = async () => (await inMachine(leader, [...agentExec(), "undrain"])).code === 0;
    await until(`${leader.name} is undrained`, 60_000, undrain);
    await allReady(lab);
    await awaitLeader(leader);
  });

  const drained = async (): Promise<void> => {
    await mustInNode(leader, ...agentExec(), "drain");
    await awaitLeader(follower);
  };

  /** Does the work on a follower that leads because the first node has no power. */
  const withoutPower = async (work: () => Promise<void>): Promise<void> => {
    await cutPower(leader);
    try {
      await awaitLeader(follower);
      await work();
    } finally {
      await bootMachine(lab, leader);
    }
  };

  const change = async (method: string, path: string, body?: unknown): Promise<void> => {
    const { status, text } = await browser.send(method, path, body);
    assert.ok(status < 300, `${method} ${path}: ${status} ${text}`);
  };

  /** Waits until every node answers for a name, which it does after its restart if it has to. */
  const followed = (name: string): Promise<unknown> =>
    until(`all nodes answer for ${name}`, followsMs, async () => {
      const answers = await Promise.all(lab.nodes.map(({ pod }) => answerOf(pod, name)));
      return answers.every((answer) => answer !== "");
    });

  it("lasts over a setting that restarts Pi-hole, a hand-over and a power-off", async () => {
    await change("PUT", record);
    await change("PUT", alias);
    await followed("files.log-in.example");
    assert.equal(await browser.isIn(), true);
    await drained();
    assert.equal(await browser.isIn(), true);
    await mustInNode(leader, ...agentExec(), "undrain");
    await awaitLeader(leader);
    assert.equal(await browser.isIn(), true);
    await withoutPower(async () => assert.equal(await browser.isIn(), true));
  });

  describe("with a second factor, or an app password", () => {
    let app: z.infer<typeof appPassword>["app"];

    before(async () => {
      app = appPassword.parse(JSON.parse((await browser.send("GET", "/api/auth/app")).text)).app;
      await set({ app_pwhash: app.hash });
      assert.equal(await browser.logIn(password), 200);
      await set({ totp_secret: totpSecret });
    });

    after(async () => {
      await enter();
      await set({ totp_secret: "" });
      await until(
        "nobody is asked for a code",
        followsMs,
        async () => (await browser.logIn(password)) === 200,
      );
      await set({ app_pwhash: "" });
      assert.equal(await browser.logIn(password), 200);
      await change("DELETE", alias);
      await change("DELETE", record);
    });

    const set = (api: Readonly<Record<string, string>>): Promise<void> =>
      change("PATCH", "/api/config", { config: { webserver: { api } } });

    const enter = (): Promise<unknown> =>
      until(
        "a code lets in",
        nextCodeMs,
        async () => (await browser.logIn(password, totpSecret)) === 200,
        5_000,
      );

    /** Whoever leads now lets in by both ways, and what is changed there follows. */
    async function works(leading: LabNode): Promise<void> {
      // Without a code, Pi-hole takes the request for an incomplete one.
      assert.equal(await new Browser(lab.vip).logIn(password), 400);
      assert.equal(await new Browser(lab.vip).logIn(app.password), 200);
      await enter();
      const name = `by-${leading.name}.log-in.example`;
      await change("PUT", `/api/config/dns/hosts/192.0.2.78%20${name}`);
      for (const { pod } of lab.nodes.filter((node) => node === leading || leading === leader))
        await until(`${pod} has ${name}`, followsMs, async () => (await answerOf(pod, name)) !== "");
      await change("DELETE", `/api/config/dns/hosts/192.0.2.78%20${name}`);
    }

    it("works at the VIP after it was set, and sync goes on", () => works(leader));

    it("works after a hand-over, and sync goes on", async () => {
      await drained();
      await works(follower);
    });

    it("works after a power-off, and when the node is back", async () => {
      await withoutPower(() => works(follower));
      await allReady(lab);
      await awaitLeader(leader);
      await works(leader);
    });
  });
});

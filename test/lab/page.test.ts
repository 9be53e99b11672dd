import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { switchOff, switchOn } from "../../lab/cluster/power";
import { cachedNames } from "../../lab/images/internet/facts";
import type { LabNode, LabSettings } from "../../lab/settings";
import { until } from "../../lab/shell";
import { launch, openTab, violations } from "../integration/page/browser";
import { allReady, answerOf, awaitLeader, settledLab } from "./support";

/** What a person may wait for the page to show a new leader. */
const shownWithinMs = 3_000;
const longMs = 30_000;

describe("the page at the virtual IP", () => {
  let lab: LabSettings;
  let leader: LabNode;
  let follower: LabNode;
  let browser: Browser;
  before(async () => {
    ({ lab, leader, follower } = await settledLab());
    browser = await launch();
  });
  after(() => browser?.close());

  const open = () => openTab(browser, `http://${lab.vip}/ha-dns/`);

  it("says that DNS works, with every node ready, and axe has nothing against it", async () => {
    const { tab, complaints, close } = await open();
    await tab.getByRole("heading", { name: /^DNS works.*you may switch off/ }).waitFor({ timeout: longMs });
    assert.deepEqual(
      await tab.locator("article h3").allTextContents(),
      lab.nodes.map(({ name }) => name).sort(),
    );
    assert.deepEqual(await violations(tab), []);
    assert.deepEqual(complaints, []);
    await close();
  });

  it("counts what the nodes have answered", async () => {
    const asked = 20;
    const { name, address } = cachedNames[0]!;
    const queries = async (): Promise<number> => {
      const text = await (await fetch(`http://${lab.vip}/ha-dns/now`)).text();
      return Number((/<dt>Queries<\/dt>\s*<dd>([\d,]+)</.exec(text)?.[1] ?? "-1").replaceAll(",", ""));
    };
    await until("the sums", longMs, async () => (await queries()) >= 0 || undefined);
    const before = await queries();
    for (let i = 0; i < asked; i++) assert.equal(await answerOf(lab.vip, name), address);
    await until("the new queries", longMs, async () => (await queries()) >= before + asked || undefined);
  });

  it("shows the new leader in time, without a reload, when the leader loses its power", async () => {
    const { tab, close } = await open();
    const leads = (node: LabNode) => tab.locator(`article.leads[aria-label="${node.name}"]`);
    await leads(leader).waitFor({ timeout: longMs });
    await tab.evaluate(() => Object.assign(window, { same: true }));
    const from = performance.now();
    await switchOff(leader);
    try {
      await leads(follower).waitFor({ timeout: longMs });
      const ms = Math.round(performance.now() - from);
      assert.ok(await tab.evaluate(() => "same" in window));
      assert.ok(ms <= shownWithinMs, `shown after ${ms} ms`);
      await tab.getByRole("heading", { name: `${follower.name} must stay on` }).waitFor({ timeout: longMs });
    } finally {
      await switchOn(leader);
      await allReady(lab);
      await awaitLeader(leader);
    }
    await leads(leader).waitFor({ timeout: longMs });
    await close();
  });
});

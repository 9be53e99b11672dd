import assert from "node:assert/strict";
import type { Guard } from "../../../runtime/agent/guard/guard";
import { readAssets } from "../../../runtime/agent/page/assets";
import { ClusterPage } from "../../../runtime/agent/page/page";
import type { NodeKnowledge } from "../../../runtime/agent/page/page-view";
import { endAll, guarded } from "../../unit/runtime/agent/guard/support";
import { known, peerOf, scenes, silent } from "../../unit/runtime/agent/page/scenes";
import { browserForTests, openTab, violations } from "./browser";

const seconds = 10_000;

describe("the page in a browser", () => {
  const { folder, browser } = browserForTests();
  let scene: NodeKnowledge;
  let page: ClusterPage;
  let guard: Guard;
  let url: string;
  beforeEach(async () => {
    scene = known;
    page = new ClusterPage({ known: () => scene, assets: readAssets(folder) });
    await begin(0);
  });
  afterEach(() => end());

  async function begin(port: number): Promise<void> {
    ({ guard } = await guarded(9, "follower", { page, ports: { http: port, https: 0 }, certificates: [] }));
    url = `http://127.0.0.1:${guard.ports().http}/ha-dns/`;
  }
  function end(): void {
    page.stop();
    endAll();
  }
  function becomes(next: NodeKnowledge): void {
    scene = next;
    page.push();
  }

  const looks = [
    ["light", 1440],
    ["dark", 768],
    ["light", 360],
    ["dark", 360],
  ] as const;
  for (const [colorScheme, width] of looks)
    it(`has nothing that axe objects to, and fits, in ${colorScheme} at ${width} px`, async () => {
      for (const [name, each] of Object.entries(scenes)) {
        scene = each;
        const viewport = { width, height: 800 };
        const { tab, complaints, close } = await openTab(browser(), url, { colorScheme, viewport });
        assert.deepEqual(await violations(tab), [], name);
        assert.ok((await tab.evaluate(() => document.documentElement.scrollWidth)) <= width, name);
        assert.deepEqual(complaints, [], name);
        await close();
      }
    });

  it("shows what changes without a reload, in its title too, and the focus stays", async () => {
    const { tab, close } = await openTab(browser(), url);
    await tab.evaluate(() => Object.assign(window, { same: true }));
    await tab.getByRole("link", { name: "Take pi2 out of service" }).focus();
    const [card] = known.snapshot!.peers;
    becomes({
      ...known,
      snapshot: { ...known.snapshot!, peers: [{ ...card!, ...peerOf("pi2", { recursion: "x" }) }] },
    });
    await tab.getByText("not known yet").waitFor({ timeout: seconds });
    const focused = await tab.evaluate(() => document.activeElement?.textContent);
    assert.equal(focused, "Take pi2 out of service");
    becomes({ ...known, snapshot: { ...known.snapshot!, peers: [silent("pi2")] } });
    await tab.getByRole("heading", { name: "pi1 must stay on" }).waitFor({ timeout: seconds });
    assert.equal(await tab.title(), "DNS works, look here");
    assert.match((await tab.getByRole("status").textContent())!, /pi1 must stay on/);
    assert.ok(await tab.evaluate(() => "same" in window));
    await close();
  });

  it("loads anew when the node's program has changed", async () => {
    const { tab, close } = await openTab(browser(), url);
    await tab.evaluate(() => Object.assign(window, { same: true }));
    await tab.getByText("Live").waitFor({ timeout: seconds });
    await tab.evaluate(() => (document.querySelector("main")!.dataset.build = "of the version before"));
    becomes(scenes.decision);
    await tab.waitForFunction(() => !("same" in window), undefined, { timeout: seconds });
    await tab.getByText("For you to decide").waitFor({ timeout: seconds });
    await close();
  });

  it("says loudly when it is old, and is well again by itself", async () => {
    const { tab, close } = await openTab(browser(), url);
    const port = guard.ports().http!;
    await tab.getByRole("heading", { name: "DNS works" }).waitFor({ timeout: seconds });
    end();
    await tab.getByRole("alert").waitFor({ state: "visible", timeout: 2 * seconds });
    await begin(port);
    await tab.getByRole("alert").waitFor({ state: "hidden", timeout: 2 * seconds });
    becomes(scenes.decision);
    await tab.getByText("For you to decide").waitFor({ timeout: seconds });
    await close();
  });

  it("asks if there are too many streams, and so shows what changes as well; later it has a stream again", async () => {
    const tabs = [];
    for (let i = 0; i < 5; i++) tabs.push(await openTab(browser(), url));
    const last = tabs.at(-1)!.tab;
    await last.waitForResponse((answer) => answer.url().endsWith("/now"), { timeout: seconds });
    becomes(scenes.decision);
    for (const { tab } of tabs) await tab.getByText("For you to decide").waitFor({ timeout: 2 * seconds });
    for (const { close } of tabs.slice(0, -1)) await close();
    await last.waitForResponse((answer) => answer.url().endsWith("/events") && answer.status() === 200, {
      timeout: 6 * seconds,
    });
    await tabs.at(-1)!.close();
  });

  it("asks again by itself without a script", async () => {
    const { tab, close } = await openTab(browser(), url, { javaScriptEnabled: false });
    assert.match(await tab.content(), /<meta http-equiv="refresh" content="10"/);
    await close();
  });

  it("is at hand by keyboard alone: first past the top, then each action in turn", async () => {
    const { tab, close } = await openTab(browser(), url);
    const reached: (string | null | undefined)[] = [];
    for (let i = 0; i < 7; i++) {
      await tab.keyboard.press("Tab");
      reached.push(
        await tab.evaluate(() => document.activeElement?.textContent?.trim().replace(/\s+/g, " ")),
      );
    }
    assert.deepEqual(reached, [
      "Skip to the state",
      "ha-dns 192.168.8.250",
      "Log-in",
      "Pi-hole",
      "Take pi1 out of service",
      "Take pi2 out of service",
      "Pause blocking for 5 minutes",
    ]);
    await close();
  });

  it("is no more than 60 KB in all, and has three files", async () => {
    const context = await browser().newContext();
    const tab = await context.newPage();
    const bodies: Promise<Buffer>[] = [];
    tab.on("response", (response) => {
      if (!response.url().endsWith("/events")) bodies.push(response.body());
    });
    await tab.goto(url, { waitUntil: "load" });
    await tab.getByText("What happened").waitFor({ timeout: seconds });
    const sizes = (await Promise.all(bodies)).map((body) => body.length);
    assert.ok(sizes.length >= 3, `${sizes.length} files`);
    const sum = sizes.reduce((all, size) => all + size, 0);
    assert.ok(sum > 0 && sum <= 60_000, `${sum} bytes`);
    await context.close();
  });
});

import assert from "node:assert/strict";
import type { Page as Tab } from "playwright-core";
import { actionsOf } from "../../../runtime/agent/page/act/kinds";
import { readAssets } from "../../../runtime/agent/page/assets";
import { ClusterPage } from "../../../runtime/agent/page/page";
import { endAll } from "../../unit/runtime/agent/guard/support";
import { known } from "../../unit/runtime/agent/page/scenes";
import { SteeredNode, world, type World } from "../../unit/runtime/agent/page/steered";
import { browserForTests, openTab, violations } from "./browser";

const drain = "Drain pi1";

describe("steering in a browser", () => {
  const { folder, browser } = browserForTests();
  let all: World;
  let node: SteeredNode;
  let page: ClusterPage;
  let url: string;
  beforeEach(async () => {
    all = world();
    page = new ClusterPage({
      known: () => ({ ...known, actions: actionsOf(all.cluster) }),
      assets: readAssets(folder),
    });
    node = await SteeredNode.start(all, { page });
    url = `http://127.0.0.1:${node.port}/ha-dns/`;
  });
  afterEach(() => {
    page.stop();
    endAll();
  });

  async function logIn(tab: Tab): Promise<void> {
    await tab.getByLabel("Pi-hole's password").fill("right");
    await tab.getByRole("button", { name: "Log in" }).click();
  }

  it("stays on the page: it asks in a dialog, and tells there what came of it", async () => {
    const { tab, complaints, close } = await openTab(browser(), `${url}log-in`);
    await logIn(tab);
    await tab.waitForURL(url);
    await tab.evaluate(() => Object.assign(window, { same: true }));
    await tab.getByRole("link", { name: drain }).click();
    const dialog = tab.getByRole("dialog");
    await dialog.getByText("No query is lost.").waitFor();
    assert.deepEqual(await violations(tab), []);
    await dialog.getByRole("button", { name: drain }).click();
    await dialog.getByRole("heading", { name: "It has begun" }).waitFor();
    assert.deepEqual(
      node.wanted.map(({ action, node: of }) => [action, of]),
      [["drain", "pi1"]],
    );
    await dialog.getByRole("button", { name: "Close" }).click();
    await tab.getByRole("link", { name: "Pause blocking" }).press("Enter");
    await dialog.getByRole("button", { name: "Pause for 15 minutes" }).click();
    await dialog.getByRole("heading", { name: "It has begun" }).waitFor();
    assert.equal(node.wanted[1]?.arg, "15m");
    assert.ok(await tab.evaluate(() => "same" in window), "the page was not left");
    assert.deepEqual(complaints, []);
    await close();
  });

  it("asks for the log-in first, and goes on from there", async () => {
    const { tab, close } = await openTab(browser(), url);
    await tab.getByRole("link", { name: drain }).click();
    await logIn(tab);
    await tab.getByRole("button", { name: drain }).click();
    await tab.getByRole("heading", { name: "It has begun" }).waitFor();
    assert.equal(node.wanted.length, 1);
    await tab.goto(`${url}log-in`);
    await tab.getByRole("button", { name: "Log out" }).click();
    await tab.waitForURL(url);
    await tab.goto(`${url}act/drain?node=pi1`);
    await tab.getByLabel("Pi-hole's password").waitFor();
    await close();
  });

  it("works without a script", async () => {
    const { tab, close } = await openTab(browser(), url, { javaScriptEnabled: false });
    await tab.getByRole("link", { name: drain }).click();
    await logIn(tab);
    await tab.getByRole("button", { name: drain }).click();
    await tab.getByRole("heading", { name: "It has begun" }).waitFor();
    // Sends the form again.
    await tab.reload();
    await tab.getByText("This was done already").waitFor();
    assert.equal(node.wanted.length, 1);
    await close();
  });

  for (const colorScheme of ["light", "dark"] as const)
    it(`has pages that axe has nothing against, and that fit a phone, in ${colorScheme}`, async () => {
      const viewport = { width: 360, height: 800 };
      const { tab, complaints, close } = await openTab(browser(), `${url}act/drain?node=pi1`, {
        colorScheme,
        viewport,
      });
      const isGood = async (what: string): Promise<void> => {
        assert.deepEqual(await violations(tab), [], what);
        assert.ok((await tab.evaluate(() => document.documentElement.scrollWidth)) <= 360, what);
      };
      await isGood("log-in");
      await tab.getByLabel("Pi-hole's password").fill("wrong");
      await tab.getByRole("button", { name: "Log in" }).click();
      await tab.getByRole("alert").waitFor();
      await isGood("a wrong password");
      all.later += 2;
      await logIn(tab);
      await tab.getByRole("button", { name: drain }).waitFor();
      await isGood("the question");
      await tab.getByRole("button", { name: drain }).click();
      await tab.getByRole("heading", { name: "It has begun" }).waitFor();
      await isGood("the answer");
      await tab.goto(`${url}log-in`);
      await isGood("logged in");
      assert.deepEqual(
        complaints.filter((line) => !line.includes("403")),
        [],
      );
      await close();
    });
});

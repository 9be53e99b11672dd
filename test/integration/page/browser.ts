import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { chromium, type Browser, type BrowserContextOptions, type Page as Tab } from "playwright-core";
import axe, { type AxeResults } from "axe-core";
import { writePageFiles } from "../../../runtime/image/context";

/** Debian's. Not in a sandbox of its own: root may not have one in a container. */
export const launch = (args: readonly string[] = []): Promise<Browser> =>
  chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", ...args] });

/** For the tests of a `describe`: a browser, and a folder with the page's files as the image has them. */
export function browserForTests() {
  const folder = mkdtempSync(path.join(os.tmpdir(), "page-"));
  let browser: Browser | undefined;
  before(async () => {
    writePageFiles(folder);
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });
  return { folder, browser: (): Browser => browser! };
}

/** A tab, and what it complains of. */
export async function openTab(browser: Browser, url: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext(options);
  const tab = await context.newPage();
  const complaints: string[] = [];
  tab.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  tab.on("pageerror", (error) => complaints.push(error.message));
  await tab.goto(url);
  return { tab, complaints, close: () => context.close() };
}

/** What axe has against a page. Its script comes by the debugger: the page's policy would not let it in. */
export async function violations(tab: Tab): Promise<string[]> {
  await tab.evaluate(axe.source);
  const results = await tab.evaluate<AxeResults>("axe.run()");
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
}

import assert from "node:assert/strict";
import { createHash, createPublicKey } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pageCertificate } from "../../../providers/page-certificate/implementation";
import type { Guard } from "../../../runtime/agent/guard/guard";
import { readAssets } from "../../../runtime/agent/page/assets";
import { ClusterPage } from "../../../runtime/agent/page/page";
import { endAll, guarded } from "../../unit/runtime/agent/guard/support";
import { known, peerOf } from "../../unit/runtime/agent/page/scenes";
import { browserForTests, launch, openTab, violations } from "./browser";

describe("the page over https, with the cluster's certificate", () => {
  const { folder, browser } = browserForTests();
  let certificates: string;
  let authority: string;
  let page: ClusterPage;
  let guard: Guard;
  let scene = known;
  before(async () => {
    certificates = mkdtempSync(path.join(os.tmpdir(), "page-https-"));
    const subjects = { names: ["pi.hole"], addresses: ["127.0.0.1"], network: "127.0.0.0/8" };
    const { outs } = await pageCertificate.create(subjects);
    authority = outs.authority;
    const file = path.join(certificates, "certificate.pem");
    writeFileSync(file, outs.pem);
    page = new ClusterPage({ known: () => scene, assets: readAssets(folder) });
    ({ guard } = await guarded(9, "follower", { page, certificates: [file] }));
  });
  after(() => {
    page.stop();
    endAll();
    rmSync(certificates, { recursive: true });
  });

  const url = (): string => `https://127.0.0.1:${guard.ports().https}/ha-dns/`;

  it("is refused by a browser that does not know the authority", async () => {
    await assert.rejects(openTab(browser(), url()), /ERR_CERT_AUTHORITY_INVALID/);
  });

  it("is shown without a warning by one that does, and shows what changes", async () => {
    const key = createPublicKey(authority).export({ format: "der", type: "spki" });
    const pin = createHash("sha256").update(key).digest("base64");
    const trusting = await launch([`--ignore-certificate-errors-spki-list=${pin}`]);
    try {
      const { tab, complaints } = await openTab(trusting, url());
      await tab.getByRole("heading", { name: "you may switch off either node" }).waitFor();
      assert.equal(await tab.evaluate("isSecureContext"), true);
      assert.deepEqual(await violations(tab), []);
      const three = [peerOf("pi2"), peerOf("pi3")];
      scene = { ...known, snapshot: { ...known.snapshot!, peers: three } };
      page.push();
      await tab.getByRole("heading", { name: "you may switch off any one node" }).waitFor();
      assert.deepEqual(complaints, []);
    } finally {
      await trusting.close();
    }
  });
});

import assert from "node:assert/strict";
import type { Assets } from "../../../../../runtime/agent/page/assets";
import { ClusterPage } from "../../../../../runtime/agent/page/page";
import type { NodeKnowledge } from "../../../../../runtime/agent/page/page-view";
import { endAll, guarded, piholeWith } from "../guard/support";
import { known, scenes } from "./scenes";

const assets: Assets = {
  style: { name: "page-1.css", type: "text/css; charset=utf-8", text: "body{}", hash: "sha256-1" },
  script: { name: "page-2.js", type: "text/javascript; charset=utf-8", text: "void 0", hash: "sha256-2" },
};

describe("the page behind the guard", () => {
  afterEach(endAll);

  async function served(scene: NodeKnowledge = known) {
    const asked: string[] = [];
    const pihole = await piholeWith((request, response) => {
      asked.push(request.url!);
      response.end();
    });
    const page = new ClusterPage({ known: () => scene, assets });
    const { port } = await guarded(pihole, "follower", { page });
    const ask = (target: string, init: RequestInit = {}) =>
      fetch(`http://127.0.0.1:${port}${target}`, { redirect: "manual", ...init });
    return { ask, asked };
  }

  it("is answered without Pi-hole, whole, and with a policy that lets nothing in", async () => {
    const { ask, asked } = await served();
    const answer = await ask("/ha-dns/");
    const text = await answer.text();
    assert.equal(answer.status, 200);
    assert.match(text, /^<!DOCTYPE html>/);
    assert.match(text, /<h1>DNS works, you may switch off either node, and nothing waits for you\.<\/h1>/);
    assert.deepEqual(text.match(/<style[^]*?<\/style>/g), ["<style>body{}</style>"]);
    assert.doesNotMatch(text, /style=|<script>|\son[a-z]+=/);
    assert.match(
      answer.headers.get("content-security-policy")!,
      /default-src 'none'; script-src 'self'; style-src 'sha256-1'; img-src/,
    );
    assert.equal(answer.headers.get("cache-control"), "no-store");
    assert.deepEqual(asked, []);
  });

  it("has its files, which a browser may keep by their names", async () => {
    const { ask } = await served();
    for (const [name, type] of [
      ["page-2.js", "text/javascript; charset=utf-8"],
      ["icon-bad.svg", "image/svg+xml"],
    ]) {
      const answer = await ask(`/ha-dns/${name}`);
      await answer.text();
      assert.deepEqual([answer.status, answer.headers.get("content-type")], [200, type]);
      assert.match(answer.headers.get("cache-control")!, /immutable/);
    }
  });

  it("leaves everything else to Pi-hole, and knows its own place by the raw path alone", async () => {
    const { ask, asked } = await served();
    const passed = ["/", "/admin/", "/ha-dnsx", "/%68a-dns/", "/admin/..%2fha-dns/"];
    for (const target of passed) await (await ask(target)).text();
    assert.deepEqual(asked, passed);
    const answer = await ask("/ha-dns");
    assert.deepEqual([answer.status, answer.headers.get("location")], [308, "/ha-dns/"]);
  });

  it("takes no change, and has nothing but its files", async () => {
    const { ask } = await served();
    assert.equal((await ask("/ha-dns/", { method: "POST", body: "x" })).status, 404);
    assert.equal((await ask("/ha-dns/icon-x.svg")).status, 404);
    assert.equal((await ask("/ha-dns/events", { method: "HEAD" })).status, 404);
  });

  it("says that there is no news while the agent does not report", async () => {
    const { ask } = await served(scenes["no news"]);
    assert.match(await (await ask("/ha-dns/")).text(), /has not told its state lately/);
  });

  it("escapes what comes from elsewhere", async () => {
    const evil = `<img src=x onerror="alert(1)">`;
    const { ask } = await served({
      ...known,
      events: [{ ...known.events[0]!, text: evil, by: evil, node: evil }],
    });
    const text = await (await ask("/ha-dns/now")).text();
    assert.ok(!text.includes("<img"));
    assert.equal(text.split("&lt;img src=x onerror=&quot;").length, 4);
  });
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { readReference } from "../../../../../runtime/agent/updates/image-reference";
import { newestAfter } from "../../../../../runtime/agent/updates/newest-tag";
import { tagsOf, type Get } from "../../../../../runtime/agent/updates/registry";
import { UpdateWatch } from "../../../../../runtime/agent/updates/update-watch";

const digest = `sha256:${"0".repeat(64)}`;

describe("an image's reference", () => {
  it("is read as Docker reads it", () => {
    const hub = "registry-1.docker.io";
    const rows: readonly (readonly [string, ReturnType<typeof readReference>])[] = [
      ["pihole/pihole:2026.07.2", { registry: hub, repository: "pihole/pihole", tag: "2026.07.2" }],
      [`pihole/pihole:1@${digest}`, { registry: hub, repository: "pihole/pihole", tag: "1" }],
      [`busybox@${digest}`, { registry: hub, repository: "library/busybox", tag: undefined }],
      ["docker.io/pihole/pihole:1", { registry: hub, repository: "pihole/pihole", tag: "1" }],
      ["ghcr.io/a/b/c:v1", { registry: "ghcr.io", repository: "a/b/c", tag: "v1" }],
      ["registry:5000/pihole:1", { registry: "registry:5000", repository: "pihole", tag: "1" }],
    ];
    for (const [text, expected] of rows) assert.deepEqual(readReference(text), expected, text);
  });
});

describe("the newest tag", () => {
  it("is one that is written alike and comes after", () => {
    const tags = ["latest", "2026.07.2", "2026.10.0", "2026.09.12", "2026.11.0-beta", "nightly", "2027.01"];
    assert.equal(newestAfter("2026.07.2", tags), "2026.10.0");
    assert.equal(newestAfter("2026.10.0", tags), undefined);
    assert.equal(newestAfter("latest", tags), undefined);
    assert.equal(newestAfter("v1.9.0", ["v1.10.0", "v1.2.0"]), "v1.10.0");
  });

  it("is never older than the one that runs", () => {
    const tag = fc.tuple(fc.nat(30), fc.nat(30), fc.nat(30)).map((parts) => parts.join("."));
    fc.assert(
      fc.property(tag, fc.array(tag), (current, tags) => {
        const newest = newestAfter(current, tags);
        if (newest === undefined) return;
        assert.ok(tags.includes(newest));
        assert.equal(newestAfter(newest, [current]), undefined);
      }),
    );
  });
});

const reference = readReference("pihole/pihole:2026.07.2");
const challenge = 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"';

/** A registry as Docker Hub's is, with a page of tags each. */
function hub(pages: readonly (readonly string[])[], www = challenge) {
  const asked: string[] = [];
  const get: Get = (url, headers) => {
    asked.push(url.href);
    const answer = (status: number, text: string, more = {}) =>
      Promise.resolve({ status, text, headers: more });
    if (url.hostname === "auth.docker.io") return answer(200, JSON.stringify({ token: "t" }));
    if (headers.authorization !== "Bearer t") return answer(401, "", { "www-authenticate": www });
    const page = Number(url.searchParams.get("last") ?? 0);
    const link = page + 1 < pages.length ? { link: `<${url.pathname}?last=${page + 1}>; rel="next"` } : {};
    return answer(200, JSON.stringify({ tags: pages[page] }), link);
  };
  return { get, asked };
}

describe("a registry", () => {
  it("tells all tags to whoever has no account", async () => {
    const { get, asked } = hub([["1"], ["2"]]);
    assert.deepEqual(await tagsOf(reference, get), ["1", "2"]);
    assert.equal(
      asked[1],
      "https://auth.docker.io/token?service=registry.docker.io&scope=repository%3Apihole%2Fpihole%3Apull",
    );
  });

  it("is given nothing in clear, and is not followed to another host", async () => {
    const inClear = hub([["1"]], 'Bearer realm="http://auth.example/token"');
    await assert.rejects(tagsOf(reference, inClear.get), /token in clear/);
    const elsewhere: Get = () =>
      Promise.resolve({
        status: 200,
        text: JSON.stringify({ tags: ["1"] }),
        headers: { link: '<https://other.example/v2/>; rel="next"' },
      });
    assert.deepEqual(await tagsOf(reference, elsewhere), ["1"]);
  });

  it("that answers something else is refused", async () => {
    for (const [status, text] of [
      [500, ""],
      [200, "<html>"],
      [200, "{}"],
    ] as const)
      await assert.rejects(tagsOf(reference, () => Promise.resolve({ status, text, headers: {} })));
  });
});

describe("the watch for updates", () => {
  const watch = (get: Get, leads = true) =>
    new UpdateWatch({
      images: { pihole: "pihole/pihole:2026.07.2" },
      leads: () => leads,
      log: () => undefined,
      get,
    });

  it("finds a newer image, and keeps what it knows while the registry is silent", async () => {
    let get = hub([["2026.09.0"]]).get;
    const all = watch((...question) => get(...question));
    await all.look();
    const found = [{ what: "pihole", current: "2026.07.2", newest: "2026.09.0" }];
    assert.deepEqual(all.seen(), found);
    get = () => Promise.reject(new Error("no internet"));
    await all.look();
    assert.deepEqual(all.seen(), found);
  });

  it("leaves it to the leader", async () => {
    const { get, asked } = hub([["2026.09.0"]]);
    const follows = watch(get, false);
    await follows.look();
    assert.deepEqual([follows.seen(), asked], [[], []]);
  });
});

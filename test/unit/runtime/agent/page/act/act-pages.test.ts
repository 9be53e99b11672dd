import assert from "node:assert/strict";
import { endAll } from "../../guard/support";
import { nodeNow, Person, SteeredNode, vip, world, type World } from "../steered";

const drain1 = "/ha-dns/act/drain?node=pi1";

describe("an action from the page", () => {
  let all: World;
  let one: SteeredNode;
  let person: Person;
  beforeEach(async () => {
    all = world();
    one = await SteeredNode.start(all);
    person = new Person();
    await person.logIn(one);
  });
  afterEach(endAll);

  it("says what will happen, is done once it is confirmed, and tells what came of it", async () => {
    const asked = await person.get(one, drain1);
    assert.match(asked.text, /pi2 takes over from pi1\. No query is lost\./);
    assert.deepEqual(one.wanted, [], "looking at it does nothing");
    const { status, headers, text } = await person.post(one, "/ha-dns/act", await person.form(one, drain1));
    assert.deepEqual([status, headers.connection], [200, "close"]);
    assert.match(text, /It has begun.*pi2 takes over/s);
    assert.deepEqual(one.wanted, [{ action: "drain", node: "pi1", arg: "", by: "127.0.0.1" }]);
  });

  it("is for who has logged in: anybody else is led to the log-in, and back", async () => {
    const stranger = new Person();
    const { status, headers } = await stranger.get(one, drain1);
    assert.deepEqual(
      [status, headers.location],
      [303, "/ha-dns/log-in?to=%2Fha-dns%2Fact%2Fdrain%3Fnode%3Dpi1"],
    );
    await stranger.post(one, "/ha-dns/act", await person.form(one, drain1));
    assert.deepEqual(one.wanted, []);
  });

  it("is refused with the reason if it is not safe, and has no button then", async () => {
    all.cluster = {
      ...all.cluster,
      nodes: [all.cluster.nodes[0]!, nodeNow("pi2", { ready: false, state: "silent", reason: "timed out" })],
    };
    const { status, text } = await person.get(one, drain1);
    assert.equal(status, 409);
    assert.match(text, /DNS would stop: no other node could take over now \(pi2 is silent: timed out\)/);
    assert.doesNotMatch(text, /<button/);
  });

  it("does not do it twice, at whichever node the form comes again", async () => {
    const form = await person.form(one, drain1);
    assert.equal((await person.post(one, "/ha-dns/act", form)).status, 200);
    const again = await person.post(one, "/ha-dns/act", form);
    assert.deepEqual([again.status, /done already/.test(again.text)], [409, true]);
    assert.equal(one.wanted.length, 1);
    const two = await SteeredNode.start(all);
    assert.equal((await person.post(two, "/ha-dns/act", form)).status, 200, "one that has not been told");
    assert.deepEqual(one.told.length, 1, "which is why they are told");
  });

  it("does exactly what was shown, for the person that it was shown to", async () => {
    const form = await person.form(one, drain1);
    const other = new Person();
    await other.logIn(one);
    const theirs = await other.post(one, "/ha-dns/act", form);
    assert.equal(theirs.status, 409);
    for (const [field, value] of Object.entries({ node: "pi2", action: "undrain", arg: "x", permit: "" }))
      assert.equal((await person.post(one, "/ha-dns/act", { ...form, [field]: value })).status, 409);
    assert.deepEqual(one.wanted, []);
  });

  it("is not begun by another site", async () => {
    const form = await person.form(one, drain1);
    for (const origin of ["https://evil.example", "null", "", `https://${vip}`])
      assert.equal((await person.post(one, "/ha-dns/act", form, { origin })).status, 403);
    assert.deepEqual(one.wanted, []);
    assert.equal((await new Person("evil.example").post(one, "/ha-dns/act", form)).status, 421);
    assert.deepEqual(one.wanted, []);
  });

  it("has a form that is good for a quarter of an hour", async () => {
    const form = await person.form(one, drain1);
    all.later += 901;
    const { status, text } = await person.post(one, "/ha-dns/act", form);
    assert.deepEqual([status, /too old/.test(text)], [409, true]);
  });

  it("is not found if there is none of that name, or no such node", async () => {
    for (const path of ["/ha-dns/act/halt?node=pi1", "/ha-dns/act/drain?node=pi9", "/ha-dns/act/drain"])
      assert.equal((await person.get(one, path)).status, 404);
    assert.equal((await person.get(one, "/ha-dns/act")).status, 405);
  });
});

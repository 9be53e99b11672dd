import assert from "node:assert/strict";
import path from "node:path";
import { Stack } from "../pulumi-stack";

const root = path.join(__dirname, "../../..");

const program = `
require("tsx/cjs");
const { PageCertificate } = require(${JSON.stringify(root)} + "/providers/page-certificate/resource.ts");
const page = new PageCertificate("pageCertificate", JSON.parse(process.env.TEST_SETTINGS));
exports.pem = page.pem;
exports.authority = page.authority;
`;

describe("the page's certificate, with the real engine", function () {
  this.timeout(120_000);
  let stack: Stack;
  const settings = (...addresses: string[]) => ({
    names: ["pi.hole"],
    addresses: ["192.168.8.250", ...addresses],
    network: "192.168.8.0/24",
  });

  before(async () => {
    stack = await Stack.ofProject(program);
  });
  after(() => stack?.remove());

  it("is made once, and a second up changes nothing", async () => {
    await stack.up(settings());
    await stack.up(settings(), "--expect-no-changes");
  });

  it("has no key in the state's clear text or in what up prints, and its authority in clear", async () => {
    const { pem, authority } = (await stack.outputs()) as { pem: string; authority: string };
    const [line] = pem.split("\n").slice(1);
    const state = await stack.exported();
    assert.ok(!state.includes("PRIVATE KEY"));
    assert.ok(!state.includes(line!));
    assert.ok(state.includes(authority.split("\n")[1]!));
  });

  it("is signed anew for one more address, by the same authority", async () => {
    const before = await stack.outputs();
    const said = await stack.up(settings("192.168.8.251"), "--diff");
    assert.doesNotMatch(said, /PRIVATE KEY/);
    const after = await stack.outputs();
    assert.notEqual(after.pem, before.pem);
    assert.equal(after.authority, before.authority);
  });
});

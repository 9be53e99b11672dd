import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { totpCode } from "../../../../../../runtime/agent/pihole/totp";
import { endAll, until } from "../../guard/support";
import { appPassword } from "../../guard/session/node";
import { Person, SteeredNode, vip, world, type World } from "../steered";

const confirm = "/ha-dns/act/drain?node=pi1";

describe("log-in to the page", () => {
  let all: World;
  let one: SteeredNode;
  let person: Person;
  beforeEach(async () => {
    all = world();
    one = await SteeredNode.start(all);
    person = new Person();
  });
  afterEach(endAll);

  const isIn = async (node = one): Promise<boolean> => (await person.get(node, confirm)).status === 200;

  it("takes Pi-hole's password, and ends the session that this made there", async () => {
    assert.equal(await isIn(), false);
    const { status, headers } = await person.logIn(one, "right", "", confirm);
    assert.deepEqual([status, headers.location], [303, confirm]);
    assert.match(
      person.setCookie,
      /^ha-dns=ha1\.[^;]+; Path=\/ha-dns; Max-Age=1800; HttpOnly; SameSite=Strict$/,
    );
    assert.equal(await isIn(), true);
    assert.deepEqual(one.node.asked, ["POST /api/auth", "GET /api/auth/sessions", "DELETE /api/auth"]);
    assert.equal(one.node.sessions.list().length, 0);
  });

  it("asks for the second factor as well, and says which of the two is wrong", async () => {
    all.totpSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    assert.match((await person.logIn(one, "wrong")).text, /The password is wrong/);
    all.later += 1;
    assert.match((await person.logIn(one)).text, /Type the code/);
    assert.match((await person.logIn(one, "right", "000000")).text, /does not take this code/);
    assert.equal(await isIn(), false);
    all.later += 2;
    const code = String(totpCode(all.totpSecret, Date.now() + 3_000)).padStart(6, "0");
    assert.equal((await person.logIn(one, "right", code)).status, 303);
    assert.equal(await isIn(), true);
  });

  it("takes no program's password", async () => {
    const { status, text } = await person.logIn(one, appPassword);
    assert.deepEqual([status, /a program&#39;s password/.test(text)], [403, true]);
    assert.equal(await isIn(), false);
    assert.equal(one.node.sessions.list().length, 0);
  });

  it("is known at every node, and ends at every node", async () => {
    const two = await SteeredNode.start(all);
    await person.logIn(one);
    assert.equal(await isIn(two), true);
    const before = person.cookie;
    await person.post(one, "/ha-dns/log-out", {});
    assert.equal(person.cookie, "ha-dns=");
    person.cookie = before;
    assert.equal(await isIn(one), false);
    assert.equal(one.told.length, 1, "the other nodes are told");
  });

  it("lasts for half an hour after the last page, and no longer", async () => {
    await person.logIn(one);
    all.later += 1_700;
    assert.equal(await isIn(), true);
    all.later += 1_700;
    assert.equal(await isIn(), true);
    all.later += 1_801;
    assert.equal(await isIn(), false);
  });

  it("ends with a changed password", async () => {
    await person.logIn(one);
    all.password = "another";
    assert.equal(await isIn(), false);
  });

  it("believes no cookie that it has not made", async () => {
    await person.logIn(one);
    const right = person.cookie;
    for (const at of [8, 12, right.length - 1]) {
      const other = right[at] === "A" ? "B" : "A";
      person.cookie = right.slice(0, at) + other + right.slice(at + 1);
      assert.equal(await isIn(), false, person.cookie);
    }
  });

  it("makes a client wait longer after each wrong password", async () => {
    await person.logIn(one, "wrong");
    const { status, headers } = await person.logIn(one, "right");
    assert.deepEqual([status, headers["retry-after"]], [429, "1"]);
    assert.equal(one.node.logins, 1, "Pi-hole is not even asked");
  });

  it("is refused if another site sends the form, or one that hides where it is", async () => {
    const fields = { password: "right", code: "", to: "" };
    for (const origin of ["https://evil.example", "null", `https://${vip}`, `http://${vip}:8080`, ""]) {
      const { status } = await person.post(one, "/ha-dns/log-in", fields, { origin });
      assert.equal(status, 403, origin);
    }
    const crossSite = { "sec-fetch-site": "cross-site" };
    assert.equal((await person.post(one, "/ha-dns/log-in", fields, crossSite)).status, 403);
    assert.equal(one.node.logins, 0);
  });

  it("is refused by a name that is not the cluster's", async () => {
    for (const host of [
      "evil.example",
      "evil.example:80",
      "192.0.2.53.evil.example",
      "192.0.2.54",
      "[::1]",
    ]) {
      const stranger = new Person(host);
      assert.equal((await stranger.logIn(one)).status, 421, host);
      assert.equal((await stranger.get(one, "/ha-dns/log-in")).status, 421, host);
    }
    assert.equal((await new Person("127.0.0.1:80").get(one, "/ha-dns/log-in")).status, 200);
  });

  it("sends nobody away to another site", async () => {
    for (const to of [
      "https://evil.example/",
      "//evil.example",
      "/ha-dns//evil.example",
      "/admin",
      "/ha-dns/\\x",
    ]) {
      all.later += 1;
      assert.equal((await person.logIn(one, "right", "", to)).headers.location, "/ha-dns/", to);
    }
  });

  it("has only pages in which nothing of another origin runs, and which nobody keeps or frames", async () => {
    const { headers } = await person.get(one, "/ha-dns/log-in");
    assert.match(String(headers["content-security-policy"]), /default-src 'none'.*frame-ancestors 'none'/);
    assert.equal(headers["cache-control"], "no-cache, no-store");
    assert.equal(headers["referrer-policy"], "same-origin");
  });

  it("takes no long form", async () => {
    const { status } = await person.logIn(one, "x".repeat(5_000));
    assert.equal(status, 413);
  });
});

describe("log-in to the page, if there is https", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "page-"));
  });
  afterEach(() => {
    endAll();
    rmSync(folder, { recursive: true });
  });

  /** A node that has a certificate for `dns.example`. */
  async function withTls(): Promise<SteeredNode> {
    const [key, cert, both] = ["key", "cert", "both"].map((name) => path.join(folder, name)) as [
      string,
      string,
      string,
    ];
    const kind = [
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
      "-nodes",
      "-subj",
      "/CN=dns.example",
    ];
    const names = ["-addext", "subjectAltName=DNS:dns.example"];
    execFileSync("openssl", ["req", "-x509", ...kind, ...names, "-keyout", key, "-out", cert], {
      stdio: "pipe",
    });
    writeFileSync(both, readFileSync(key, "utf8") + readFileSync(cert, "utf8"));
    const node = await SteeredNode.start(world(), { certificates: [both] });
    await until("https", () => node.tlsPort !== undefined);
    return node;
  }

  it("is on https alone: a page over http leads there with a sentence, and a form is refused", async () => {
    const node = await withTls();
    const plain = new Person();
    const { status, headers, text } = await plain.get(node, "/ha-dns/log-in?to=%2Fha-dns%2F");
    assert.deepEqual(
      [status, headers.location],
      [303, `https://${vip}/ha-dns/log-in?to=%2Fha-dns%2F&secure=1`],
    );
    assert.match(text, /on https, so that nobody reads/);
    const sent = await plain.logIn(node);
    assert.equal(sent.status, 403);
    assert.equal(node.node.logins, 0);

    const person = new Person("dns.example", true);
    assert.equal((await person.logIn(node)).status, 303, "the certificate's name is the cluster's own");
    assert.match(person.setCookie, /; Secure$/);
    assert.equal((await person.get(node, confirm)).status, 200);
  });
});

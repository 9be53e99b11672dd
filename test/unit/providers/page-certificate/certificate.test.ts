import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { createServer, get } from "node:https";
import type { AddressInfo } from "node:net";
import {
  pageCertificateAt,
  renewalDays,
  serverDays,
} from "../../../../providers/page-certificate/implementation";
import { issueServer } from "../../../../providers/page-certificate/x509";

const day = 24 * 60 * 60_000;
const inputs = {
  names: ["pi.hole"],
  addresses: ["127.0.0.1", "127.0.0.2"],
  network: "127.0.0.0/24",
};

/** Asks an https server on loopback as a browser does that trusts this authority. Rejects if it would warn. */
async function open(pem: string, authority: string, host: string): Promise<number> {
  const server = createServer({ key: pem, cert: pem }, (_, answer) => answer.end("page"));
  await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await new Promise((resolve, reject) => {
      const servername = /[a-z]/.test(host) ? { servername: host } : {};
      const address = /[a-z]/.test(host) ? "127.0.0.1" : host;
      get({ host: address, port, ca: authority, agent: false, ...servername }, (answer) => {
        answer.resume();
        resolve(answer.statusCode!);
      }).on("error", reject);
    });
  } finally {
    server.close();
  }
}

describe("the certificate of the page", () => {
  let now = Date.now();
  const provider = pageCertificateAt(() => now);
  beforeEach(() => {
    now = Date.now();
  });

  it("is trusted at every node's address and by name, by who trusts its authority", async () => {
    const { outs } = await provider.create(inputs);
    for (const host of ["127.0.0.1", "127.0.0.2", "pi.hole"])
      assert.equal(await open(outs.pem, outs.authority, host), 200, host);
    await assert.rejects(open(outs.pem, outs.authority, "127.0.0.3"), /altnames/i);
  });

  it("comes from an authority that no client believes about anything else", async () => {
    const { outs } = await provider.create(inputs);
    const authority = { certificate: outs.authority, key: outs.authorityKey };
    const validity = { from: new Date(now - day), until: new Date(now + day) };
    const pem = (names: string[], addresses: string[]) => {
      const { key, certificate } = issueServer(authority, "other", { names, addresses }, validity);
      return key + certificate + authority.certificate;
    };
    assert.equal(await open(pem(["pi.hole"], ["127.0.0.9"]), outs.authority, "127.0.0.9"), 200);
    await assert.rejects(
      open(pem(["bank.example"], []), outs.authority, "bank.example"),
      /permitted subtree/i,
    );
    await assert.rejects(open(pem([], ["127.0.1.1"]), outs.authority, "127.0.1.1"), /permitted subtree/i);
  });

  it("is valid for less than the 825 days that Apple's systems allow", async () => {
    const { outs } = await provider.create(inputs);
    const { validFromDate, validToDate } = new X509Certificate(
      outs.pem.slice(outs.pem.indexOf("-----BEGIN CERT")),
    );
    assert.ok(validToDate.getTime() - validFromDate.getTime() < 825 * day);
    assert.equal(validToDate.toISOString().slice(0, 19), outs.validUntil.slice(0, 19));
  });

  it("stays as it is until its last year begins, and is then renewed by the same authority", async () => {
    const { id, outs } = await provider.create(inputs);
    now += (serverDays - renewalDays - 1) * day;
    assert.equal((await provider.diff(id, outs, inputs)).changes, false);
    now += 2 * day;
    assert.equal((await provider.diff(id, outs, inputs)).changes, true);
    const renewed = (await provider.update(id, outs, inputs)).outs;
    assert.notEqual(renewed.pem, outs.pem);
    assert.equal(renewed.authority, outs.authority);
    assert.equal((await provider.diff(id, renewed, inputs)).changes, false);
  });

  it("covers a node that is added without asking for new trust, but not another network", async () => {
    const { id, outs } = await provider.create(inputs);
    const more = { ...inputs, addresses: [...inputs.addresses, "127.0.0.3"] };
    assert.equal((await provider.diff(id, outs, more)).changes, true);
    const wider = (await provider.update(id, outs, more)).outs;
    assert.equal(wider.authority, outs.authority);
    assert.equal(await open(wider.pem, outs.authority, "127.0.0.3"), 200);
    const moved = { ...inputs, addresses: ["127.0.5.1"], network: "127.0.5.0/24" };
    const elsewhere = (await provider.update(id, outs, moved)).outs;
    assert.notEqual(elsewhere.authority, outs.authority);
    assert.equal(await open(elsewhere.pem, elsewhere.authority, "127.0.5.1"), 200);
  });
});

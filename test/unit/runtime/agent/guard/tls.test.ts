import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { connect, type TLSSocket } from "node:tls";
import { endAll, guarded, piholeWith, until } from "./support";

/** A key and a certificate for `name` in one text, as Pi-hole keeps them. */
function pem(name: string, folder: string): string {
  const [key, cert] = [path.join(folder, "key"), path.join(folder, "cert")];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", `/CN=${name}`];
  execFileSync("openssl", ["req", "-x509", ...kind, "-keyout", key, "-out", cert], { stdio: "pipe" });
  return readFileSync(key, "utf8") + readFileSync(cert, "utf8");
}

const toPihole = (port: number) => ({
  port,
  host: "127.0.0.1",
  rejectUnauthorized: false,
  agent: false as const,
});

/** Whose certificate a new connection sees. */
function shown(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket: TLSSocket = connect(toPihole(port), () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.destroy();
    });
    socket.once("error", reject);
  });
}

function ask(port: number, method: string, url: string): Promise<{ code: number; body: string }> {
  return new Promise((resolve, reject) => {
    httpsRequest({ ...toPihole(port), method, path: url }, (answer) => {
      text(answer).then((body) => resolve({ code: answer.statusCode!, body }), reject);
    })
      .on("error", reject)
      .end();
  });
}

describe("guard TLS", () => {
  let folder: string;
  let certificate: string;
  let shared: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "guard-"));
    certificate = path.join(folder, "tls.pem");
    shared = path.join(folder, "shared.pem");
  });
  afterEach(() => {
    endAll();
    rmSync(folder, { recursive: true });
  });

  const started = async (role: "leader" | "follower" = "leader") => {
    const pihole = await piholeWith((asked, answer) => answer.end(`${asked.method} ${asked.headers.host}`));
    return guarded(pihole, role, { certificates: [shared, certificate], certificateEveryMs: 20 });
  };
  const put = (content: string): void => {
    writeFileSync(`${certificate}.new`, content);
    renameSync(`${certificate}.new`, certificate);
  };

  it("answers with Pi-hole's certificate, and refuses and passes as on the other port", async () => {
    put(pem("pi.hole", folder));
    const node = await started("follower");
    await until("the port", () => node.guard.ports().https !== undefined);
    const port = node.guard.ports().https!;
    assert.equal(await shown(port), "pi.hole");
    assert.deepEqual(await ask(port, "GET", "/admin/"), { code: 200, body: `GET 127.0.0.1:${port}` });
    assert.equal((await ask(port, "POST", "/api/groups")).code, 409);
    node.role = "leader";
    assert.equal((await ask(port, "POST", "/api/groups")).code, 200);
  });

  it("waits for a certificate that is not there yet, telling it once, and answers when it is", async () => {
    const { guard, events } = await started();
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(guard.ports().https, undefined);
    assert.deepEqual([...events].sort(), ["guard.certificate-awaited", "guard.listening"]);
    put(pem("late", folder));
    await until("the port", () => guard.ports().https !== undefined);
    assert.equal(await shown(guard.ports().https!), "late");
  });

  it("takes a renewed certificate for new connections, and keeps the old one over half a file", async () => {
    put(pem("first", folder));
    const { guard, events } = await started();
    await until("the port", () => guard.ports().https !== undefined);
    const port = guard.ports().https!;
    const renewed = pem("second", folder);
    put(renewed.slice(0, renewed.indexOf("-----BEGIN CERT")));
    await until("the complaint", () => events.includes("guard.certificate-awaited"));
    assert.equal(await shown(port), "first");
    put(renewed);
    await until(
      "the new one",
      () => events.filter((each) => each === "guard.certificate-taken").length === 2,
    );
    assert.equal(await shown(port), "second");
    rmSync(certificate);
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.equal(await shown(port), "second");
  });

  it("takes the cluster's certificate as soon as it is there, and Pi-hole's own until then", async () => {
    put(pem("own", folder));
    const { guard, events } = await started();
    await until("the port", () => guard.ports().https !== undefined);
    const port = guard.ports().https!;
    assert.equal(await shown(port), "own");
    const renewed = pem("shared", folder);
    writeFileSync(`${shared}.new`, renewed);
    renameSync(`${shared}.new`, shared);
    const taken = () => events.filter((each) => each === "guard.certificate-taken").length;
    await until("the cluster's", () => taken() === 2);
    assert.equal(await shown(port), "shared");
  });

  it("takes no certificate with another's key", async () => {
    const [one, two] = [pem("one", folder), pem("two", folder)];
    const cut = (content: string) => content.indexOf("-----BEGIN CERT");
    put(one.slice(0, cut(one)) + two.slice(cut(two)));
    const { guard, events } = await started();
    await until("the complaint", () => events.includes("guard.certificate-awaited"));
    assert.equal(guard.ports().https, undefined);
  });
});

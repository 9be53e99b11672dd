import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { channelSchema, type Channel } from "../../../../../runtime/contract/notify-config";
import { Failure } from "../../../../../runtime/agent/notify/failure";
import { testMessage } from "../../../../../runtime/agent/notify/alert-message";
import { deliver } from "../../../../../runtime/agent/notify/senders/senders";
import { serverCertificate } from "./ca";

const host = "smtp.example.org";
const certificate = serverCertificate(host);
const sender = { node: "pi1", alone: false, timezone: "UTC", burning: [] };

describe("mail, with a real SMTP server", () => {
  let server: SMTPServer;
  let port: number;
  let got: { to: string[]; from: string; text: string; user: unknown }[];
  let hangs: boolean;
  let code: number | undefined;

  beforeEach(async () => {
    got = [];
    hangs = false;
    code = undefined;
    server = new SMTPServer({
      key: certificate.key,
      cert: certificate.cert,
      onAuth: ({ username, password }, _, done) =>
        username === "me" && password === "word"
          ? done(null, { user: "me" })
          : done(new Error("Invalid canary")),
      onData: (stream, { envelope, user }, done) => {
        let text = "";
        stream.on("data", (piece) => (text += String(piece)));
        stream.on("end", () => {
          if (hangs) return;
          if (code) return done(Object.assign(new Error("canary is not known"), { responseCode: code }));
          const from = envelope.mailFrom ? envelope.mailFrom.address : "";
          got.push({ to: envelope.rcptTo.map(({ address }) => address), from, text, user });
          done();
        });
      },
      disabledCommands: [],
    });
    server.on("error", () => undefined);
    server.listen(0, "127.0.0.1");
    await once(server.server, "listening");
    ({ port } = server.server.address() as AddressInfo);
  });
  afterEach((done) => server.close(() => done()));

  const send = (change: object = {}, password: string | null = "word", deadlineMs = 5_000) => {
    const channel: Channel = channelSchema.parse({
      name: "mail",
      kind: "mail",
      host,
      port,
      from: "dns@example.org",
      to: ["me@example.org", "you@example.org"],
      user: "me",
      ca: certificate.ca,
      ...change,
    });
    const names = { addresses: () => Promise.resolve(["127.0.0.1"]), lookup: () => assert.fail() };
    const way = { names, signal: AbortSignal.timeout(deadlineMs), now: Date.now };
    const secrets = password === null ? {} : { password };
    return deliver({ channel, secrets, message: testMessage(sender, Date.UTC(2030, 0, 1, 12)), way });
  };
  const refusal = async (sending: Promise<void>): Promise<Failure> => {
    const error: unknown = await sending.then(
      () => assert.fail("it was accepted"),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof Failure, String(error));
    assert.doesNotMatch(error.message, /canary|example|127\.0/);
    return error;
  };

  it("goes over TLS to a server whose certificate is checked, with user and password, the same id for the same", async () => {
    await send();
    await send();
    assert.deepEqual(
      got.map(({ from, to, user }) => ({ from, to, user })),
      Array(2).fill({ from: "dns@example.org", to: ["me@example.org", "you@example.org"], user: "me" }),
    );
    assert.match(got[0]!.text, /^Subject: =\?UTF-8\?/m);
    assert.match(got[0]!.text, /^Auto-Submitted: auto-generated/m);
    const [first, second] = got.map(({ text }) => /^Message-ID: (.*)$/m.exec(text)?.[1]);
    assert.match(first!, /^<[0-9a-f]{32}@ha-dns\.invalid>/);
    assert.equal(first, second);
  });

  it("is not sent to a server whose certificate is of another authority, or for another name", async () => {
    assert.match((await refusal(send({ ca: undefined }))).message, /authority is not known/);
    assert.match((await refusal(send({ host: "other.example.org" }))).message, /for another name/);
    assert.deepEqual(got, []);
  });

  it("is refused for good with a wrong password, or by 5xx; 4xx passes, and so does a server that hangs", async () => {
    const wrong = await refusal(send({}, "other"));
    assert.deepEqual([wrong.final, wrong.message], [true, "it refused user and password (535)"]);
    assert.match((await refusal(send({}, null))).message, /no password here yet/);
    code = 550;
    assert.deepEqual((await refusal(send())).final, true);
    code = 451;
    assert.deepEqual((await refusal(send())).final, false);
    hangs = true;
    assert.deepEqual((await refusal(send({}, "word", 700))).message, "timed out");
  });

  it("is not sent without TLS", async () => {
    await new Promise<void>((resolve) => server.close(() => resolve()));
    server = new SMTPServer({
      hideSTARTTLS: true,
      disabledCommands: ["STARTTLS"],
      authOptional: true,
      onData: (_, __, done) => done(),
    });
    server.on("error", () => undefined);
    server.listen(0, "127.0.0.1");
    await once(server.server, "listening");
    ({ port } = server.server.address() as AddressInfo);
    assert.match((await refusal(send())).message, /no TLS that can be trusted|refused the mail/);
  });
});

import assert from "node:assert/strict";
import { authEndpoints } from "../../../../../lab/standins/pihole/src/api/auth";
import { reply, type Auth, type Endpoint } from "../../../../../lab/standins/pihole/src/api/exchange";
import { LoginLimit } from "../../../../../lab/standins/pihole/src/api/login-limit";
import { hashPassword } from "../../../../../lab/standins/pihole/src/api/password";
import { SecondFactor } from "../../../../../lab/standins/pihole/src/api/second-factor";
import { apiListener, type Credentials } from "../../../../../lab/standins/pihole/src/api/server";
import { Sessions } from "../../../../../lab/standins/pihole/src/api/sessions";
import { PiholeClient } from "../../../../../runtime/agent/pihole/pihole-client";
import { totpCode } from "../../../../../runtime/agent/pihole/totp";
import { endAll, piholeWith } from "../guard/support";

const password = "right";
const secretOf = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/** The stand-in's own log-in, as FTL's, behind a real web server. */
describe("Pi-hole's client and two-factor login", () => {
  let port: number;
  /** In force, and in pihole.toml. */
  let secret: string;
  let inFile: string | undefined;
  /** Seconds by which each log-in attempt is later than the one before: FTL looks at one a second. */
  let clock: number;
  let factor: SecondFactor;
  const sessions = new Sessions(() => 1_000, { seats: 16, timeout: 1800 });

  beforeEach(async () => {
    [secret, inFile, clock] = ["", undefined, Date.now() / 1000];
    sessions.closeAll();
    factor = new SecondFactor(
      () => secret,
      () => clock++,
    );
    const pwhash = await hashPassword(password);
    const groups: Endpoint = {
      method: "GET",
      path: "groups",
      auth: true,
      handle: () => reply(200, { groups: [] }),
    };
    const endpoints = [
      ...authEndpoints({
        sessions,
        limit: new LoginLimit(() => clock),
        secondFactor: factor,
        hash: (name) => (name === "pwhash" ? pwhash : ""),
      }),
      groups,
    ];
    const authenticate = ({ sid = "" }: Credentials): Auth => {
      const session = sessions.use(sid);
      return session
        ? { kind: "session", session, seconds: 1800 }
        : { kind: "none", message: "session unknown" };
    };
    port = await piholeWith(apiListener(endpoints, authenticate));
  });
  afterEach(endAll);

  const client = (): PiholeClient =>
    new PiholeClient(
      port,
      { password: () => password, totpSecret: () => inFile ?? secret },
      { load: () => undefined, save: () => undefined },
      { busyMs: 1, loginMs: 1 },
    );
  const works = async (pihole: PiholeClient): Promise<void> =>
    assert.equal((await pihole.ask({ method: "GET", path: "/api/groups" })).status, 200);

  it("logs in with a code when a secret is set, which ends its session", async () => {
    const pihole = client();
    await works(pihole);
    secret = secretOf;
    sessions.closeAll();
    await works(pihole);
    secret = "";
    sessions.closeAll();
    await works(pihole);
  });

  it("leaves the code of this period to people", async () => {
    secret = secretOf;
    await works(client());
    assert.equal(factor.refusal(totpCode(secret, clock * 1000)), undefined);
  });

  it("takes another code when one has been used", async () => {
    secret = secretOf;
    assert.equal(factor.refusal(totpCode(secret, clock * 1000, -1)), undefined);
    await works(client());
    await works(client());
  });

  it("looks for the secret again when Pi-hole asks for a code and the file has none yet", async () => {
    secret = secretOf;
    inFile = "";
    setTimeout(() => (inFile = undefined), 0);
    await works(client());
  });

  it("says why it cannot log in, and nothing of the secret", async () => {
    secret = secretOf;
    inFile = "MFRGG";
    await assert.rejects(client().ask({ method: "GET", path: "/api/groups" }), (error: Error) => {
      assert.match(error.message, /does not take the second factor: Invalid 2FA token/);
      assert.ok(!error.message.includes("MFRGG"));
      return true;
    });
  });
});

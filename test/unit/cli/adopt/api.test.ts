import assert from "node:assert/strict";
import { PiholeApi, type LogInAnswers } from "../../../../cli/adopt/pihole/api";
import { authEndpoints } from "../../../../lab/standins/pihole/src/api/auth";
import { fail, reply, type Auth, type Endpoint } from "../../../../lab/standins/pihole/src/api/exchange";
import { LoginLimit } from "../../../../lab/standins/pihole/src/api/login-limit";
import { hashPassword } from "../../../../lab/standins/pihole/src/api/password";
import { SecondFactor } from "../../../../lab/standins/pihole/src/api/second-factor";
import { apiListener, type Credentials } from "../../../../lab/standins/pihole/src/api/server";
import { Sessions } from "../../../../lab/standins/pihole/src/api/sessions";
import { totpCode } from "../../../../runtime/agent/pihole/totp";
import { endAll, piholeWith } from "../../runtime/agent/guard/support";

const secretOf = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const never = new AbortController().signal;

/** The stand-in's own log-in, as FTL's, behind a real web server. */
describe("logging in to a Pi-hole that is to be adopted", () => {
  let address: string;
  let secret: string;
  let clock: number;
  const sessions = new Sessions(() => 1_000, { seats: 16, timeout: 1800 });
  const hashes = { pwhash: "", app_pwhash: "" };

  before(async () => {
    [hashes.pwhash, hashes.app_pwhash] = [await hashPassword("right"), await hashPassword("of an app")];
  });
  beforeEach(async () => {
    [secret, clock] = ["", Date.now() / 1000];
    sessions.closeAll();
    const secondFactor = new SecondFactor(
      () => secret,
      () => clock,
    );
    const get = (path: string, handle: Endpoint["handle"]): Endpoint => ({
      method: "GET",
      path,
      auth: true,
      handle,
    });
    const limit = new LoginLimit(() => clock++);
    const endpoints = [
      ...authEndpoints({ sessions, limit, secondFactor, hash: (name) => hashes[name] }),
      get("groups", () => reply(200, { groups: [] })),
      get("lists", () => fail(400, "database_error", "Could not read lists")),
    ];
    const authenticate = ({ sid = "" }: Credentials): Auth => {
      const session = sessions.use(sid);
      return session
        ? { kind: "session", session, seconds: 1800 }
        : { kind: "none", message: "session unknown" };
    };
    address = `http://127.0.0.1:${await piholeWith(apiListener(endpoints, authenticate))}`;
  });
  afterEach(endAll);

  const nobody = (): Promise<string> => Promise.reject(new Error("nobody is asked"));
  const wayIn = (password: string, code = nobody): LogInAnswers => ({
    password: () => Promise.resolve(password),
    code,
  });
  const groups = (way: LogInAnswers) => {
    const api = new PiholeApi(address, never);
    return api.opened(way, () => api.get("/api/groups"));
  };

  it("takes the page's password or an app's, and leaves no session", async () => {
    assert.deepEqual(((await groups(wayIn("right"))) as { groups: unknown }).groups, []);
    await groups(wayIn("of an app"));
    assert.equal(sessions.list().length, 0);
  });

  it("asks for a code if there is two-factor login, and never for an app's password", async () => {
    secret = secretOf;
    await groups(wayIn("right", () => Promise.resolve(String(totpCode(secret, clock * 1000)))));
    await groups(wayIn("of an app"));
    const wrong = wayIn("right", () => Promise.resolve("1"));
    await assert.rejects(groups(wrong), /does not let you in: Invalid 2FA token/);
  });

  it("says why it does not get in, and nothing of the password", async () => {
    await assert.rejects(groups(wayIn("s3cret")), (error: Error) => {
      assert.match(
        error.message,
        /does not let you in: .*Expected the password of its page, or an app password/,
      );
      assert.ok(!error.message.includes("s3cret"));
      return true;
    });
  });

  it("logs out, and says what Pi-hole says, if it cannot be read", async () => {
    const api = new PiholeApi(address, never);
    const read = api.opened(wayIn("right"), () => api.get("/api/lists"));
    await assert.rejects(read, /\/api\/lists: Could not read lists/);
    assert.equal(sessions.list().length, 0);
  });
});

import assert from "node:assert/strict";
import { request } from "node:http";
import { authEndpoints } from "../../../../../lab/standins/pihole/src/api/auth";
import { LoginLimit } from "../../../../../lab/standins/pihole/src/api/login-limit";
import { hashPassword } from "../../../../../lab/standins/pihole/src/api/password";
import { SecondFactor } from "../../../../../lab/standins/pihole/src/api/second-factor";
import { apiListener } from "../../../../../lab/standins/pihole/src/api/server";
import { Sessions } from "../../../../../lab/standins/pihole/src/api/sessions";
import { exchange } from "../../../../../runtime/agent/pihole/pihole-request";
import { logIn } from "../../../../../runtime/agent/pihole/login";
import { endAll, guarded, piholeWith, until } from "./support";

const attackers = Array.from({ length: 8 }, (_, i) => `127.0.0.${20 + i}`);
const withinMs = 10_000;
/** As the agent waits between two tries. */
const pauseMs = 1_000;

/** Sends wrong passwords from all addresses, each one as soon as the last is answered, until it is ended. */
function attack(port: number): { readonly answered: () => number; readonly end: () => void } {
  let over = false;
  let answered = 0;
  const again = (localAddress: string): void => {
    if (over) return;
    const asked = request({
      host: "127.0.0.1",
      port,
      localAddress,
      method: "POST",
      path: "/api/auth",
      agent: false,
      headers: { "content-type": "application/json" },
    });
    asked.once("response", (answer) => {
      answered++;
      answer.resume();
    });
    asked.once("error", () => undefined);
    asked.once("close", () => setTimeout(again, 5, localAddress));
    asked.end('{"password":"wrong"}');
  };
  attackers.forEach(again);
  return { answered: () => answered, end: () => (over = true) };
}

describe("an agent that has to log in at a Pi-hole that has just started", function () {
  this.timeout(30_000);
  let pihole: number;

  beforeEach(async () => {
    const hash = await hashPassword("right");
    const seconds = (): number => Date.now() / 1_000;
    const endpoints = authEndpoints({
      sessions: new Sessions(() => 1_000, { seats: 16, timeout: 1800 }),
      limit: new LoginLimit(seconds),
      secondFactor: new SecondFactor(() => "", seconds),
      hash: (name) => (name === "pwhash" ? hash : ""),
    });
    pihole = await piholeWith(apiListener(endpoints, () => ({ kind: "none", message: "unknown" })));
  });
  afterEach(endAll);

  it("gets in within ten seconds, while devices of the LAN send wrong passwords without a pause", async () => {
    const { port } = await guarded(pihole);
    const { answered, end } = attack(port);
    try {
      await until("the attack is under way", () => answered() >= 3 * attackers.length);
      const wayIn = { password: () => "right", totpSecret: () => "" };
      const signal = AbortSignal.timeout(withinMs);
      const session = await logIn((question) => exchange(pihole, question, {}, signal), wayIn, pauseMs);
      assert.ok(session.sid);
    } finally {
      end();
    }
  });
});

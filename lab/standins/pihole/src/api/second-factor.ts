import { createHmac, randomBytes } from "node:crypto";
import { fail, type Reply } from "./exchange";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const periodSeconds = 30;

/** Two-factor login as FTL has it: RFC 6238 with SHA-1, 30 s and six digits; one try a second, each code once. */
export class SecondFactor {
  private lastTry = -1;
  private lastCode: number | undefined;

  constructor(
    private readonly secret: () => string,
    /** Seconds since the epoch. */
    private readonly now: () => number,
  ) {}

  isOn(): boolean {
    return this.secret() !== "";
  }

  /** What a login with a right password and this code is refused with; undefined: it is not. */
  refusal(code: unknown): Reply | undefined {
    if (!this.isOn()) return undefined;
    if (code === undefined) return fail(400, "bad_request", "No 2FA token found in JSON payload");
    const now = Math.floor(this.now());
    if (now === this.lastTry)
      return fail(429, "rate_limiting", "Rate-limiting 2FA token requests, try again later");
    this.lastTry = now;
    const right = [-1, 0, 1].map((period) => codeAt(this.secret(), now + period * periodSeconds));
    if (typeof code !== "number" || !right.includes(code))
      return fail(401, "unauthorized", "Invalid 2FA token");
    if (code === this.lastCode) return fail(401, "unauthorized", "Reused 2FA token", "wait for new token");
    this.lastCode = code;
    return undefined;
  }
}

/** A new secret, as GET /api/auth/totp suggests one: it counts once it is set as webserver.api.totp_secret. */
export function newSecret(): Readonly<Record<string, unknown>> {
  const secret = [...randomBytes(32)].map((byte) => alphabet[byte % 32]).join("");
  const about = { type: "totp", account: "pi.hole", issuer: "Pi-hole%20API", algorithm: "SHA1" };
  const now = Math.floor(Date.now() / 1000);
  const codes = [-1, 0, 1, 2, 3].map((period) => codeAt(secret, now + period * periodSeconds));
  return { ...about, digits: 6, period: periodSeconds, offset: 0, secret, codes };
}

function codeAt(secret: string, seconds: number): number {
  const counter = Buffer.alloc(8);
  counter.writeBigInt64BE(BigInt(Math.floor(seconds / periodSeconds)));
  const mac = createHmac("sha1", decoded(secret)).update(counter).digest();
  return (mac.readUInt32BE(mac[mac.length - 1]! & 15) & 0x7fffffff) % 1_000_000;
}

function decoded(secret: string): Buffer {
  const bits = [...secret.toUpperCase()].map((letter) =>
    alphabet.indexOf(letter).toString(2).padStart(5, "0"),
  );
  const bytes = bits.join("").match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
}

import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { LocalZoneSigner } from "../../../../../runtime/agent/local-zone/local-zone-signer";
import type { ToSign } from "../../../../../runtime/agent/local-zone/signer";
import { privateKeyFile, zoneKey } from "../../../../../runtime/contract/zone-key";
import { until } from "../../../../../lab/shell";

const day = 86_400_000;
const seed = (n: number) => Buffer.alloc(32, n);
const key = (n: number) => zoneKey("home.arpa", n, seed(n));

describe("the agent's local zone", () => {
  let folder: string;
  let clock: number;
  let refused: string;
  let signed: ToSign[];
  let told: string[];
  let zone: LocalZoneSigner;
  const files = () => ({
    localZone: path.join(folder, "zone/zone.json"),
    localZoneKey: path.join(folder, "zone/signing.private"),
    localZoneSigned: path.join(folder, "run/signed"),
    unboundControl: "",
  });

  const lay = (signer: number, records: readonly string[], keyNumber = signer) => {
    writeFileSync(files().localZoneKey, privateKeyFile(seed(keyNumber)));
    writeFileSync(
      files().localZone,
      JSON.stringify({ zone: "home.arpa", signer, keys: [key(1), key(2)], records }),
    );
  };

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "ha-dns-zone-"));
    for (const part of ["zone", "run"]) mkdirSync(path.join(folder, part));
    [clock, refused, signed, told] = [Date.UTC(2026, 10, 30, 12), "", [], []];
    zone = new LocalZoneSigner(files(), {
      log: () => undefined,
      now: () => clock,
      everyMs: 5,
      sign: (what) => {
        signed.push(what);
        return Promise.resolve(`${what.text}; ${what.validity.from}`);
      },
      tell: (command) => {
        if (refused) return Promise.reject(new Error(refused));
        told.push(command);
        return Promise.resolve();
      },
    });
  });
  afterEach(async () => {
    await zone.stop();
    rmSync(folder, { recursive: true });
  });

  const isSigned = (times: number) =>
    until(`it is signed ${times} times`, 5_000, () => Promise.resolve(signed.length === times));

  it("is signed for fourteen days from the day before, and Unbound reloads it", async () => {
    lay(1, ["nas.home.arpa. IN A 192.168.8.23"]);
    zone.start();
    await until("Unbound knows it", 5_000, () => Promise.resolve(told.length === 2));
    assert.deepEqual(told, ["auth_zone_reload home.arpa.", "flush_zone home.arpa"]);
    const midnight = Date.UTC(2026, 10, 30);
    assert.deepEqual(signed[0]!.validity, { from: midnight - day, until: midnight + 14 * day });
    assert.match(signed[0]!.text, /^nas\.home\.arpa\. IN A 192\.168\.8\.23$/m);
    assert.equal(zone.seen()?.trouble, "");
    assert.match(readFileSync(files().localZoneSigned, "utf8"), /SOA/);
  });

  it("is signed again at midnight, and at once when the clock is corrected", async () => {
    lay(1, []);
    zone.start();
    await isSigned(1);
    clock += day / 2;
    await isSigned(2);
    clock -= 400 * day;
    await isSigned(3);
    assert.equal(signed[2]!.validity.from, Date.UTC(2026, 11, 1) - 400 * day - day);
  });

  it("is signed again when a deployment changes it", async () => {
    lay(1, []);
    zone.start();
    await isSigned(1);
    lay(1, ["nas.home.arpa. IN A 192.168.8.23"]);
    await until("the record is in it", 5_000, () => Promise.resolve(zone.seen()?.records === 1));
    await until("it is signed", 5_000, () => Promise.resolve(/nas/.test(signed.at(-1)!.text)));
  });

  it("stays the earlier one, with trouble, while a deployment's key does not match its zone", async () => {
    lay(1, []);
    zone.start();
    await isSigned(1);
    lay(1, [], 2);
    await until("it says so", 5_000, () => Promise.resolve(zone.seen()?.trouble !== ""));
    assert.equal(zone.seen()?.trouble, "the key file does not hold key 1 of home.arpa");
    assert.equal(signed.length, 1);
    lay(2, []);
    await isSigned(2);
    assert.deepEqual([zone.seen()?.trouble, zone.seen()?.signer], ["", 2]);
  });

  it("reports that Unbound does not reload it", async () => {
    refused = "error no auth-zone";
    lay(1, []);
    zone.start();
    await until("it says so", 5_000, () => Promise.resolve(zone.seen()?.trouble === "error no auth-zone"));
    assert.equal(existsSync(files().localZoneSigned), true);
  });

  it("does not exist on a node without one, and an earlier one is removed", () => {
    writeFileSync(files().localZoneSigned, "of an earlier deployment");
    rmSync(path.dirname(files().localZone), { recursive: true });
    zone.start();
    assert.equal(zone.seen(), undefined);
    assert.equal(existsSync(files().localZoneSigned), false);
  });
});

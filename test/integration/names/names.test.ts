import assert from "node:assert/strict";
import { dnsmasqBase } from "../../../components/render/pihole-dnsmasq";
import { renderZones } from "../../../components/render/unbound-zones";
import { unboundFiles } from "../../../components/unbound";
import { until } from "../../../lab/shell";
import { dnsmasqScript, unboundScript } from "../../../providers/names-check/check-scripts";
import { samplePlan } from "../../unit/components/sample-plan";
import { Daemons, images, inImage } from "./daemons";

const router = `server:
    username: ""
    chroot: ""
    directory: "/tmp"
    pidfile: ""
    use-syslog: no
    interface: 127.0.0.1
    port: 5399
    do-ip6: no
    module-config: "iterator"
    local-zone: "home.arpa." static
    local-data: "printer.home.arpa. 300 A 192.168.8.40"
    local-zone: "8.168.192.in-addr.arpa." static
    local-data-ptr: "192.168.8.40 300 printer.home.arpa."
`;

// What Pi-hole tells its dnsmasq, as far as it stands between a client and these names.
const pihole = `no-resolv
port=53
server=127.0.0.1#5335
bogus-priv
domain-needed
local=//
local=/home.arpa/
local=/internal/
domain=lan
local=/lan/
address=/localhost/127.0.0.1
servers-file=/names/dnsmasq/servers
`;

const plan = samplePlan({
  records: [
    "*.apps.lan 192.168.8.20",
    "plex.apps.lan 192.168.8.21",
    "nas.lan 192.168.8.22",
    'nas.lan TXT "in the cellar"',
    "www.lan CNAME nas.lan",
    "_ldap._tcp.lan SRV 0 10 389 nas.lan",
    "nas.home.arpa 192.168.8.23",
    "*.lab.internal fd00::20",
  ],
  forwardZones: [
    { zone: "home.arpa", to: ["127.0.0.1@5399"] },
    { zone: "192.168.8.0/24", to: ["127.0.0.1@5399"] },
  ],
});

describe("the house's own names, at the real daemons", function () {
  this.timeout(600_000);
  let used: Awaited<ReturnType<typeof images>>;
  let daemons: Daemons;

  before(async () => {
    used = await images();
    daemons = new Daemons(used);
    await daemons.start(plan, router, pihole);
  });
  after(() => daemons?.end());

  const answers = async (expected: Readonly<Record<string, string>>) => {
    const found = Object.keys(expected).map(
      async (question) => [question, await daemons.ask(question)] as const,
    );
    assert.deepEqual(Object.fromEntries(await Promise.all(found)), expected);
  };

  it("are answered though Pi-hole and Unbound would answer for their zones by themselves", () =>
    answers({
      "any.apps.lan": "192.168.8.20",
      "far.below.apps.lan": "192.168.8.20",
      "plex.apps.lan": "192.168.8.21",
      "nas.lan": "192.168.8.22",
      "nas.lan AAAA": "",
      "nas.lan TXT": '"in the cellar"',
      "www.lan": "nas.lan.\n192.168.8.22",
      "_ldap._tcp.lan SRV": "0 10 389 nas.lan.",
      "nas.home.arpa": "192.168.8.23",
      "printer.home.arpa": "192.168.8.40",
      "-x 192.168.8.40": "printer.home.arpa.",
      "-x 192.168.9.40": "",
      "any.lab.internal AAAA": "fd00::20",
      "other.lan": "",
    }));

  it("change while both daemons run, and what was cached is forgotten", async () => {
    daemons.lay(samplePlan({ records: ["nas.lan 192.168.8.32", "other.lan 192.168.8.33"] }));
    await daemons.reload();
    await until(
      "the change is taken up",
      5_000,
      async () => (await daemons.ask("nas.lan")) === "192.168.8.32",
    );
    await answers({
      "other.lan": "192.168.8.33",
      "any.apps.lan": "",
      "printer.home.arpa": "",
      "-x 192.168.8.40": "",
    });
  });

  it("are judged by Unbound's own checker, which tells of a bad zone file and says that all is well", async () => {
    const files = { ...unboundFiles(plan, process.cwd()), ...renderZones(plan) };
    const said = async (changes: Readonly<Record<string, string>>) =>
      (await inImage(used.unbound, unboundScript({ ...files, ...changes }))).stdout;
    assert.match(await said({}), /no errors/);
    assert.match(
      await said({ "zones/records.zone": `${files["zones/records.zone"]}x IN A 1.2\n` }),
      /error: parse error/,
    );
    assert.match(
      await said({ "zones/names.conf": `${files["zones/names.conf"]}no-such: 1\n` }),
      /unknown keyword/,
    );
  });

  it("and lines for dnsmasq are judged each for itself, and beside Pi-hole's settings", async () => {
    const settings = "mkdir -p /etc/pihole; printf 'port=53\\ncache-size=10000\\n' >/etc/pihole/dnsmasq.conf";
    const said = async (...lines: readonly string[]) =>
      (await inImage(used.pihole, dnsmasqScript(dnsmasqBase, lines), settings)).stdout.trim().split("\n");
    assert.deepEqual(await said("filter-AAAA", "address=/ads.example/0.0.0.0"), [""]);
    const [first, second, ...rest] = await said("no-such=1", "filter-AAAA", "address=/a/1.2.3.4.5");
    assert.match(first!, /^0 .*bad option/);
    assert.match(second!, /^2 .*[Bb]ad/);
    assert.deepEqual(rest, []);
    assert.match((await said("cache-size=5"))[0]!, /^0 .*repeated/);
  });
});

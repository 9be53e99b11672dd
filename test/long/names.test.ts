import assert from "node:assert/strict";
import {
  bigName,
  bogusName,
  plexName,
  privateName,
  rebindingName,
  routersName,
  sshfpName,
} from "../../lab/images/internet/facts";
import { changed, pulumi, up } from "../../lab/deploy/pulumi";
import type { LabNode, LabSettings } from "../../lab/settings";
import { until } from "../../lab/shell";
import { inClient } from "../../lab/cluster/client-machine";
import { Piholes, setting } from "../lab/piholes";
import { allReady, awaitLeader, mustInNode, nothingToDo, settledLab, withSite } from "../lab/support";
import { containers } from "../../runtime/contract/names";
import { lossless } from "../lab/watch";

const qps = 500;

/** What dig prints for a question, without comments; the flags of the answer's header by `flagsOf`. */
const ask = async (server: string, ...question: readonly string[]): Promise<string> => {
  const options = ["+short", "+time=3", "+tries=1"];
  return (await inClient(["dig", ...options, `@${server}`, ...question])).stdout.trim();
};

async function headerOf(server: string, ...question: readonly string[]): Promise<string> {
  const options = ["+time=3", "+tries=1", "+noall", "+comments", "+stats"];
  return (await inClient(["dig", ...options, `@${server}`, ...question])).stdout;
}

describe("the house's own names", function () {
  let lab: LabSettings;
  before(async () => ({ lab } = await settledLab()));

  const servers = () => [lab.vip, ...lab.nodes.map(({ pod }) => pod)];

  /** Asserts what every server of the cluster says. */
  async function everywhere(expected: Readonly<Record<string, string>>): Promise<void> {
    for (const [question, answer] of Object.entries(expected))
      for (const server of servers())
        assert.equal(await ask(server, ...question.split(" ")), answer, `${question} at ${server}`);
  }

  const started = (node: LabNode) =>
    mustInNode(
      node,
      "docker",
      "inspect",
      "--format",
      "{{.Name}} {{.State.StartedAt}}",
      ...Object.values(containers),
    );

  /** `up` on each node while clients ask; no container is restarted, and no node drained. */
  async function changedTo(
    values: Readonly<Record<string, unknown>>,
    work: () => Promise<void>,
  ): Promise<void> {
    await withSite(lab, values, async () => {
      const before = await Promise.all(lab.nodes.map(started));
      await lossless(lab, qps, async () => {
        for (const { name } of lab.nodes) assert.notEqual(changed((await up(lab, name)).changes), 0, name);
      });
      assert.deepEqual(await Promise.all(lab.nodes.map(started)), before);
      await work();
      await nothingToDo(lab);
    });
  }

  it("answers Plex's names without being asked to, and none of the internet's that points into the LAN", async () => {
    await everywhere({
      [plexName.name]: plexName.address,
      [privateName.name]: "",
      [rebindingName]: "",
      [bogusName]: "",
      [routersName.name]: "",
    });
  });

  it("takes all of them up by config, at once on every node, while 500 queries a second lose nothing", async () => {
    const reverse = `-x ${routersName.address}`;
    const first = {
      privateDomains: ["home.example"],
      dnssecExceptions: [{ name: bogusName, until: "9999-12-31" }],
      records: [
        "*.apps.lan 192.168.8.30",
        "special.apps.lan 192.168.8.31",
        "alias.lan CNAME nas.lan",
        "nas.lan 192.168.8.32",
        'nas.lan TXT "in the cellar"',
        "_ldap._tcp.lan SRV 0 10 389 nas.lan",
      ],
      forwardZones: [
        { zone: "home.arpa", to: [lab.gateway] },
        { zone: "192.168.8.0/24", to: [lab.gateway] },
      ],
    };
    await changedTo(first, () =>
      everywhere({
        [privateName.name]: privateName.address,
        [plexName.name]: plexName.address,
        [rebindingName]: "",
        [bogusName]: "203.0.113.254",
        "any.apps.lan": "192.168.8.30",
        "special.apps.lan": "192.168.8.31",
        "other.lan": "",
        "nas.lan": "192.168.8.32",
        "nas.lan TXT": '"in the cellar"',
        "_ldap._tcp.lan SRV": "0 10 389 nas.lan.",
        [routersName.name]: routersName.address,
        [reverse]: `${routersName.name}.`,
      }),
    );
    const second = {
      records: ["*.apps.lan 192.168.8.40", "nas.lan 192.168.8.42", "new.home.arpa 192.168.8.43"],
      forwardZones: [{ zone: "home.arpa", to: [lab.gateway] }],
    };
    await withSite(lab, first, () =>
      changedTo(second, () =>
        everywhere({
          [privateName.name]: "",
          [bogusName]: "",
          "any.apps.lan": "192.168.8.40",
          "special.apps.lan": "192.168.8.40",
          "nas.lan": "192.168.8.42",
          "nas.lan TXT": "",
          "_ldap._tcp.lan SRV": "",
          "new.home.arpa": "192.168.8.43",
          [routersName.name]: routersName.address,
          [reverse]: "",
        }),
      ),
    );
    await changedTo({}, () => everywhere({ "any.apps.lan": "", "nas.lan": "", [routersName.name]: "" }));
  });

  it("has Pi-hole restarted for lines of dnsmasq's, one node after the other, and waits until it runs with them", async () => {
    const values = { dnsmasqLines: ["address=/lines.lan/192.168.8.50"] };
    const roll = async () => {
      for (const { name } of lab.nodes) assert.notEqual(changed((await up(lab, name)).changes), 0, name);
    };
    await withSite(lab, values, async () => {
      await lossless(lab, qps, roll);
      await everywhere({ "lines.lan": "192.168.8.50", "below.lines.lan": "192.168.8.50" });
      await nothingToDo(lab);
    });
    await allReady(lab);
    await lossless(lab, qps, roll);
    await everywhere({ "lines.lan": "" });
    await allReady(lab);
    await awaitLeader(lab.nodes[0]!);
  });

  it("refuses what dnsmasq refuses, in preview, with its words, line by line", async () => {
    const [{ name }] = lab.nodes as [LabNode];
    await withSite(lab, { dnsmasqLines: ["no-such-option=1", "filter-AAAA", "cache-size=5"] }, async () => {
      const { code, stdout } = await pulumi(lab, ["preview", "-s", name]);
      assert.notEqual(code, 0);
      assert.match(stdout, /has 2 problems\. Nothing was touched/);
      assert.match(stdout, /dnsmasqLines\[0\] [^]*found +no-such-option=1: dnsmasq: bad option/);
      assert.match(stdout, /dnsmasqLines\[2\] [^]*found +cache-size=5: dnsmasq: illegal repeated keyword/);
    });
  });

  it("takes lines and conditional forwarding from Pi-hole's page as well, and the followers have them", async () => {
    const piholes = await Piholes.open(lab);
    const at = (key: string, value: unknown) => piholes.write(lab.vip, setting(key, value));
    const reach = (expected: Readonly<Record<string, string>>) =>
      until("the page's settings are in force everywhere", 90_000, () =>
        everywhere(expected).then(
          () => true,
          () => undefined,
        ),
      );
    try {
      await lossless(lab, qps, async () => {
        await at("misc.dnsmasq_lines", ["address=/page.lan/192.168.8.51"]);
        await at("dns.revServers", [`true,192.168.8.0/24,${lab.gateway},home.arpa`]);
        await reach({
          "page.lan": "192.168.8.51",
          [routersName.name]: routersName.address,
          [`-x ${routersName.address}`]: `${routersName.name}.`,
        });
      });
    } finally {
      await at("misc.dnsmasq_lines", []);
      await at("dns.revServers", []);
      await reach({ "page.lan": "", [routersName.name]: "" });
      await piholes.stop();
    }
  });

  it("tells clients what was validated, and gives large answers by UDP to who asks for them, by TCP to others", async () => {
    for (const server of servers()) {
      assert.match(await headerOf(server, "+dnssec", sshfpName, "SSHFP"), /flags: [a-z ]*\bad\b/, server);
      assert.match(
        await headerOf(server, "+bufsize=4096", "+ignore", bigName, "TXT"),
        /ANSWER: 1[^]*MSG SIZE +rcvd: 3\d{3}/,
      );
      assert.match(
        await headerOf(server, "+bufsize=1232", bigName, "TXT"),
        /ANSWER: 1[^]*TCP[^]*MSG SIZE +rcvd: 3\d{3}/,
      );
      assert.match(await headerOf(server, "+tcp", bigName, "TXT"), /ANSWER: 1/, server);
    }
  });
});

import assert from "node:assert/strict";
import { networkFit } from "../../../../components/preflight/network-fit";
import { findings } from "../../../../components/preflight/preflight";
import { macvlan, plantedInHost } from "./planted-host";
import { plantedInLan } from "./planted-lan";
import { dualStack, samplePlan } from "../sample-plan";
import { found, known, plan, sampleFacts, sampleHost, type Changes } from "./sample-facts";

const { vip } = plan.cluster;
const { podAddress } = plan.node;

describe("the checks of a host", () => {
  it("finds nothing on a host on which all is well", () => assert.deepEqual(found({}), []));

  for (const [what, changes, check, severity, says, fix] of [...plantedInHost, ...plantedInLan])
    it(`finds ${what}, and that alone`, () => {
      const all = found(changes);
      assert.deepEqual(
        all.map((one) => [one.check, one.severity]),
        [[check, severity]],
        JSON.stringify(all),
      );
      assert.match(all[0]!.found, says);
      assert.match(all[0]!.fix, fix);
      assert.equal(all[0]!.node, "pi1");
    });

  it("takes what the deployment will install or start for good", () => {
    assert.deepEqual(found({ engine: { programs: [], version: undefined, service: "" } }), []);
    assert.deepEqual(
      found({ engine: { service: "inactive", trouble: "Cannot connect", version: undefined } }),
      [],
    );
  });

  it("takes a VIP that a peer leads with for good, and the VRRP virtual MAC of the cluster's own id", () => {
    const mac = `00:00:5e:00:01:${plan.cluster.vrid.toString(16).padStart(2, "0")}`;
    assert.deepEqual(found({ facts: { neighbours: known([{ address: vip, mac }]) } }), []);
    const other = known([{ address: vip, mac: "02:42:c0:a8:08:fc" }]);
    assert.deepEqual(found({ facts: { neighbours: other }, clusterLeads: true }), []);
    const peer = { address: plan.peers[0]!.podAddress, mac: other.value[0]!.mac };
    assert.deepEqual(found({ facts: { neighbours: known([...other.value, peer]) } }), []);
    assert.equal(found({ facts: { neighbours: other } }).length, 1);
  });

  it("says which networks fit a host, and takes one MAC address for good with network host", () => {
    const hostPlan = samplePlan({ network: "host", interface: "eth0" });
    const oneMac: Changes = { trial: { gatewayAnswers: false } };
    assert.deepEqual(found({ ...oneMac, plan: hostPlan }), []);
    const fit = (changes: Changes) => networkFit(plan, sampleFacts(changes));
    assert.match(
      fit({})!,
      /^network macvlan fits, and host too: the gateway 192\.168\.8\.1 answers a second/,
    );
    assert.match(fit(oneMac)!, /^network host fits, macvlan does not: .* answers the host's own MAC address/);
    assert.match(fit({ host: { wireless: true } })!, /^network host fits, .* eth0 is wireless/);
    assert.equal(
      fit({ ...oneMac, facts: { neighbours: known([]) } }),
      undefined,
      "no gateway answers at all",
    );
    const inTheWay = { macvlan: { refused: "RTNETLINK answers: Device or resource busy" } };
    assert.deepEqual(found({ plan: hostPlan, trial: { ...inTheWay, virtualMac: undefined } }), []);
  });

  it("takes IPv6 for good if the host is in the subnet, whoever of the cluster leads and announces its VIP", () => {
    const ipv6Plan = samplePlan(dualStack);
    const { interfaces } = sampleHost;
    const host = { interfaces: [{ ...interfaces[0]!, addresses6: ["fd00:53::11"] }] };
    const mac = "02:42:c0:a8:08:fc";
    const neighbours = known([
      { address: ipv6Plan.cluster.vip6, mac },
      { address: ipv6Plan.peers[0]!.podAddress, mac },
    ]);
    const advertisedResolvers = known([{ router: "fe80::1", resolver: ipv6Plan.cluster.vip6 }]);
    assert.deepEqual(found({ plan: ipv6Plan, host, facts: { neighbours, advertisedResolvers } }), []);
  });

  it("finds a DHCP server beside ours, only if the cluster serves DHCP", () => {
    const { gateway, vip } = plan.cluster;
    const dhcpOffers = known([
      { server: gateway, offered: "192.168.8.77", gateway, resolvers: [gateway] },
      { server: plan.peers[0]!.podAddress, offered: "192.168.8.31", gateway, resolvers: [vip] },
    ]);
    const cluster = { dhcp: "pihole", dhcpRange: "192.168.8.30-192.168.8.199" } as const;
    const [one, ...more] = found({ facts: { dhcpOffers }, cluster });
    assert.deepEqual(more, []);
    assert.equal(one!.severity, "problem");
    assert.match(one!.found, /the DHCP server 192\.168\.8\.1, the router, offers 192\.168\.8\.77/);
    assert.match(one!.fix, /switch the DHCP server of 192\.168\.8\.1 off/);
    assert.deepEqual(found({ facts: { dhcpOffers } }), []);
  });

  it("finds another device at Prometheus' address, on the node that is to run it", () => {
    const facts = { neighbours: known([{ address: "192.168.8.247", mac: "dc:a6:32:00:00:01" }]) };
    const cluster = { observeOn: "pi1", observeAddress: "192.168.8.247" };
    const [one, ...more] = found({ facts, cluster });
    assert.deepEqual(more, []);
    assert.match(one!.found, /observeAddress 192\.168\.8\.247 is answered by dc:a6:32:00:00:01/);
    assert.match(one!.fix, /set observeAddress ADDRESS;/);
    assert.deepEqual(found({ facts, cluster: { ...cluster, observeOn: "pi2" } }), []);
  });

  it("takes the node's own network and containers for good", () => {
    const own = { name: "ha-dns-pod", running: true, networks: [{ name: "dns_net", address: podAddress }] };
    const networks = [macvlan({ name: "dns_net", subnets: ["192.168.8.0/24"] })];
    assert.deepEqual(found({ engine: { networks, containers: [own] } }), []);
  });

  it("takes a host for good that has its own way to the VIP", () => {
    assert.deepEqual(found({ host: { resolvers: [vip], ways: { [vip]: "veth-ha-dns" } } }), []);
  });

  it("takes what is not the host's own disk for good", () => {
    assert.deepEqual(found({ host: { rootKind: "overlayfs", container: "docker" } }), []);
  });

  it("takes a registry for good that a mirror stands in for", () => {
    const unresolved = known(["registry-1.docker.io"]);
    assert.deepEqual(found({ engine: { mirrored: true }, facts: { unresolved } }), []);
  });

  it("takes peers that speak VRRP, and routers with another id, for good", () => {
    const routers = [
      { source: plan.peers[0]!.podAddress, vrid: plan.cluster.vrid },
      { source: "192.168.8.3", vrid: 1 },
    ];
    assert.deepEqual(found({ facts: { vrrpRouters: known(routers) } }), []);
  });
});

describe("a preflight of several hosts", () => {
  const ssh = {
    host: "192.168.8.11",
    port: 22,
    user: "root",
    keyFile: "/key",
    knownHostsFile: "/known_hosts",
    hostKeys: [],
  };
  const visited = (name: string, changes: Changes) => ({
    plan: { ...plan, node: { ...plan.node, name } },
    ssh,
    facts: sampleFacts(changes),
    trouble: "",
  });
  const unreached = (trouble: string) => ({ plan, ssh, facts: undefined, trouble });

  it("gives all findings at once, each with its node", () => {
    const all = findings(
      [visited("a", { host: { wireless: true } }), visited("b", { host: { init: "init" } })],
      [],
    );
    assert.deepEqual(
      all.map(({ node, check }) => [node, check]),
      [
        ["a", "interface"],
        ["b", "system"],
      ],
    );
  });

  it("finds clocks that differ from node to node, beyond what the asking takes", () => {
    const at = (from: number) => ({ facts: { clock: { from, to: from + 900 } } });
    assert.deepEqual(findings([visited("a", at(-800)), visited("b", at(800))], []), []);
    const [differs] = findings([visited("a", at(-1900)), visited("b", at(1900))], []);
    assert.equal(differs?.node, "b");
    assert.match(differs.found, /its clock is 2\.9 s ahead of a's/);
  });

  const access: readonly (readonly [string, RegExp])[] = [
    [
      "no ssh connection to root@192.168.8.11:22: All configured authentication methods failed",
      /authorized_keys/,
    ],
    ["no ssh connection to root@192.168.8.11:22: connect ECONNREFUSED 192.168.8.11:22", /enable --now ssh/],
    ["no ssh connection to root@192.168.8.11:22: Timed out while waiting for handshake", /switched on/],
    ["no host key of pi1 (192.168.8.11) in /known_hosts", /compare the host's key/],
    ["logged in as user 1000, and not as root", /authorized_keys/],
    ["/key, which does not exist", /ssh-keygen/],
  ];
  for (const [trouble, fix] of access)
    it(`says how to get in: ${trouble.split(": ").pop()}`, () => {
      const [one, ...others] = findings([unreached(trouble)], []);
      assert.deepEqual([one!.check, one!.severity, one!.found, others], ["ssh", "problem", trouble, []]);
      assert.match(one!.fix, fix);
    });
});

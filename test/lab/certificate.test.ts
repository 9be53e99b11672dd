import assert from "node:assert/strict";
import { pulumi } from "../../lab/deploy/pulumi";
import type { LabSettings } from "../../lab/settings";
import { inClient } from "../../lab/cluster/client-machine";
import { deployedLab } from "./support";

/** Run by the client: opens the page at each address as a browser that trusts the authority, and says whose page it was. */
const program = `
const [, authority, ...hosts] = process.argv;
const { connect } = require("node:tls");
const open = (host) => new Promise((resolve) => {
  const socket = connect({ host, port: 443, ca: authority }, () => {
    resolve(socket.getPeerCertificate().fingerprint256);
    socket.destroy();
  });
  socket.on("error", (error) => resolve(error.code || error.message));
});
Promise.all(hosts.map(open)).then((seen) => process.stdout.write(JSON.stringify(seen)));
`;

describe("the page's certificate", () => {
  let lab: LabSettings;
  let authority: string;

  before(async () => {
    lab = await deployedLab();
    const founder = lab.nodes[0]!.name;
    authority = (await pulumi(lab, ["stack", "output", "pageAuthority", "-s", founder])).stdout;
  });

  it("is one and the same at the VIP and at every node, for a browser that trusts its authority", async () => {
    const hosts = [lab.vip, ...lab.nodes.map(({ pod }) => pod)];
    const { stdout, stderr } = await inClient(["node", "-e", program, "--", authority, ...hosts]);
    const seen = JSON.parse(stdout) as string[];
    assert.equal(seen.length, hosts.length, stderr);
    assert.match(seen[0]!, /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    assert.deepEqual([...new Set(seen)], [seen[0]]);
  });
});

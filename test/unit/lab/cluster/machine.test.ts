import assert from "node:assert/strict";
import path from "node:path";
import { labSettings } from "../../../../lab/settings";
import { macOf, nodeSpec } from "../../../../lab/cluster/machine";

const settings = labSettings(path.join(__dirname, "../../../.."), { subnet: "10.20.30.0/24" });

describe("lab/cluster/machine", () => {
  it("asks for no more than closed machines give", () => {
    const { options } = nodeSpec(settings, settings.nodes[0]!, "image");
    assert.equal(options.includes("--privileged"), false);
    assert.equal(options.includes("SYS_RESOURCE"), false);
    assert.equal(options.filter((option) => option === "--cap-add").length, 25);
  });
  it("has its address, its router and its registry in the subnet that was chosen", () => {
    const text = nodeSpec(settings, settings.nodes[1]!, "image").options.join(" ");
    assert.match(text, /--ip 10\.20\.30\.12 /);
    assert.match(text, /ROUTER=10\.20\.30\.1 /);
    assert.match(text, /REGISTRY=10\.20\.30\.3:5000 /);
  });
  it("keeps the node's images and containers on a volume that goes with the node", () => {
    const { volumes } = nodeSpec(settings, settings.nodes[0]!, "image");
    assert.deepEqual(volumes, [
      { name: `${settings.nodes[0]!.container}-docker`, path: "/var/lib/docker", own: true },
    ]);
  });
  it("derives a MAC address of its own from the address", () => {
    assert.equal(macOf("192.168.8.12"), "02:42:c0:a8:08:0c");
  });
});

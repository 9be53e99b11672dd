import assert from "node:assert/strict";
import path from "node:path";
import { strays } from "../../../../lab/deploy/retire";
import { labSettings, names } from "../../../../lab/settings";
import type { Found, Kind } from "../../../../lab/cluster/identity";

const settings = labSettings(path.join(__dirname, "../../../.."), { nodes: 2 });
const found = (kind: Kind, name: string): Found => ({ kind, name, id: "id", folder: "/lab", running: true });

describe("machines of nodes that left the config", () => {
  const lab = [
    ...[names.router, names.internet, names.registry, names.client].map((name) => found("container", name)),
    ...settings.nodes.map(({ container }) => found("container", container)),
    ...settings.nodes.map(({ container }) => found("volume", `${container}-docker`)),
    found("volume", names.registry),
    found("network", names.lan),
  ];

  it("are none in a lab that is as the config says", () => {
    assert.deepEqual(strays(settings, lab), []);
  });

  it("are found with their volumes, and nothing of another machine", () => {
    const gone = [found("container", `${names.prefix}gone`), found("volume", `${names.prefix}gone-docker`)];
    assert.deepEqual(strays(settings, [...lab, ...gone]), [{ node: "gone", parts: gone }]);
  });
});

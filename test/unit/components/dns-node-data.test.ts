import assert from "node:assert/strict";
import { dataConfigSchema } from "../../../runtime/contract/data-config";
import { buildNode, type Made } from "./build-node";

describe("DnsNode, with data", function () {
  this.timeout(30_000);
  let made: Made[];
  before(async () => {
    made = await buildNode();
  });

  const isData = ({ name }: Made) => /^pi1-data(-|$)/.test(name);
  const isStorage = ({ name }: Made) => name.startsWith("pi1-storage");

  it("neither has nor looks for ZFS where no dataset was ever declared", () => {
    assert.deepEqual(made.filter(isStorage), []);
    assert.deepEqual(made.filter(isData), []);
    assert.deepEqual(
      made.filter(({ inputs }) => /zfs|zpool/.test(JSON.stringify(inputs))),
      [],
    );
  });

  it("makes datasets from the top down, on a pool that is there, and drains nothing for it", async () => {
    const datasets = [
      { name: "tank/data/photos", properties: { recordsize: "1M", atime: false } },
      { name: "tank/data", mountpoint: "/srv/data", properties: { quota: "1G" } },
    ];
    const pool = { name: "tank", file: "/var/lib/tank.zpool", size: "20G" };
    const withData = await buildNode({ datasets, pool }, true);
    const storage = withData.filter(isStorage).map(({ name, inputs }) => [name, inputs] as const);
    assert.deepEqual(
      storage.map(([name]) => name),
      [
        "pi1-storage",
        "pi1-storage-removal",
        "pi1-storage-zfs",
        "pi1-storage-tank",
        "pi1-storage-tank/data",
        "pi1-storage-tank/data/photos",
      ],
    );
    const inputs = Object.fromEntries(storage);
    assert.deepEqual(inputs["pi1-storage-removal"]!.declared, ["tank/data", "tank/data/photos"]);
    assert.equal(inputs["pi1-storage-tank"]!.size, 20 * 2 ** 30);
    assert.deepEqual(inputs["pi1-storage-tank/data"]!.properties, {
      quota: "1073741824",
      mountpoint: "/srv/data",
    });
    assert.deepEqual(inputs["pi1-storage-tank/data/photos"]!.properties, {
      recordsize: "1048576",
      atime: "off",
    });
    const revision = (all: Made[]) => all.find(({ name }) => name === "pi1-drain")!.inputs.revision;
    assert.equal(revision(withData), revision(made));
  });

  it("keeps data on the host, with the image's own Node.js and program, and drains nothing for it", async () => {
    const datasets = [{ name: "tank/data", mountpoint: "/srv/data" }];
    const withData = await buildNode({ datasets, fenceAddress: "192.168.8.249" }, true);
    assert.equal(withData.at(-1)!.name, "pi1-data-departure", "what comes last is deleted first");
    const [component, ...parts] = withData.slice(0, -1).filter(isData);
    assert.equal(component!.type, "hadns:index:DataKeeper");
    const inputs = Object.fromEntries(parts.map((part) => [part.name, part.inputs]));
    assert.deepEqual(Object.keys(inputs).sort(), [
      "pi1-data-command",
      "pi1-data-config",
      "pi1-data-fence",
      "pi1-data-file",
      "pi1-data-program",
      "pi1-data-services",
      "pi1-data-unit",
    ]);
    assert.equal(parts.at(-1)!.name, "pi1-data-unit");
    const program = inputs["pi1-data-program"]!;
    assert.equal(program.image, "sha256:pi1-images-runtime");
    assert.equal(program.folder, "/usr/local/lib/ha-dns");
    assert.deepEqual(program.files, { node: "/opt/ha-dns/node", "data.js": "/opt/ha-dns/data.js" });
    assert.equal(dataConfigSchema.parse(JSON.parse(String(inputs["pi1-data-config"]!.content))).node, "pi1");
    assert.match(String(inputs["pi1-data-fence"]!.delete), /^ip addr del 192\.168\.8\.249\/32 dev eth0 /);
    assert.match(String(inputs["pi1-data-services"]!.delete), /docker stop/);
    for (const what of ["services", "fence"]) assert.equal(inputs[`pi1-data-${what}`]!.create, "true");
    const revision = (all: Made[]) => all.find(({ name }) => name === "pi1-drain")!.inputs.revision;
    assert.equal(revision(withData), revision(made));
    const older = await buildNode({ datasets, maxDataAge: 1800 }, true);
    const unit = (all: Made[]) => all.find(({ name }) => name === "pi1-data-unit")!.inputs.revision;
    assert.notEqual(unit(older), unit(withData));
    assert.equal(revision(older), revision(made));
    assert.equal(
      older.some(({ name }) => name === "pi1-data-fence"),
      false,
    );
  });

  it("keeps an eye on datasets that are gone from the config, without asking for ZFS", async () => {
    const without = await buildNode({}, true);
    assert.deepEqual(without.filter(isData), []);
    assert.deepEqual(
      without.filter(isStorage).map(({ name, inputs }) => [name, inputs.declared]),
      [
        ["pi1-storage", undefined],
        ["pi1-storage-removal", []],
      ],
    );
  });
});

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { parse } from "yaml";
import {
  byDigest,
  removalCommand,
  renderEnvironment,
  renderServiceImages,
  serviceConfig,
  serviceRevision,
} from "../../../../components/render/service-files";
import type { ServiceFile } from "../../../../components/config/service-folder";
import { dataConfigSchema } from "../../../../runtime/contract/data-config";

const digest = `sha256:${"1".repeat(64)}`;
const service = {
  name: "notes",
  folder: "services/notes",
  datasets: ["tank/z", "tank/a"],
  images: { web: `example/web:1.2@${digest}`, no: `registry.example:5000/db@${digest}` },
};
const files: ServiceFile[] = [{ path: "compose.yaml", content: Buffer.from("a"), executable: false }];

describe("a standby service's files", () => {
  it("put images by digest and no restarts over its own compose file, for YAML 1.1 and 1.2", () => {
    const text = renderServiceImages(service, "12345678e1234567");
    const one = (image: string) => ({
      image,
      pull_policy: "never",
      restart: "no",
      labels: { "ha-dns.revision": "12345678e1234567" },
    });
    const expected = {
      services: { web: one(`example/web@${digest}`), no: one(`registry.example:5000/db@${digest}`) },
    };
    for (const version of ["1.1", "1.2"] as const) assert.deepEqual(parse(text, { version }), expected);
  });

  it("say the same for the same, whatever the order, and end with one newline", () => {
    const turned = { ...service, images: Object.fromEntries(Object.entries(service.images).reverse()) };
    assert.equal(renderServiceImages(turned, "1"), renderServiceImages(service, "1"));
    assert.equal(serviceRevision(turned, files, ""), serviceRevision(service, files, ""));
    assert.match(renderServiceImages(service, "1"), /[^\n]\n$/);
    assert.equal(renderEnvironment({ B: "x", A: "y z" }), "A='y z'\nB='x'\n");
  });

  it("have another revision with each change of a file, its name, its mode, an image or the secrets", () => {
    const [file] = files as [ServiceFile];
    const others = [
      serviceRevision(service, [{ ...file, content: Buffer.from("b") }], ""),
      serviceRevision(service, [{ ...file, path: "other.yaml" }], ""),
      serviceRevision(service, [{ ...file, executable: true }], ""),
      serviceRevision(service, [...files, { ...file, path: "more" }], ""),
      serviceRevision({ ...service, images: { web: `example/web@${digest}` } }, files, ""),
      serviceRevision(service, files, "other secrets"),
    ];
    assert.equal(new Set([serviceRevision(service, files, ""), ...others]).size, 7);
  });

  it("are told to the data keeper as it reads them", () => {
    const told = serviceConfig(service, "1");
    assert.deepEqual(dataConfigSchema.shape.services.element.parse(told), told);
    assert.deepEqual(told.datasets, ["tank/a", "tank/z"]);
    assert.deepEqual(told.composeFiles, [
      "/etc/ha-dns/services/notes/compose.yaml",
      "/etc/ha-dns/services/notes/images.yaml",
    ]);
    assert.equal(told.images.web, `example/web@${digest}`);
  });

  it("keep a registry's port where a tag goes", () => {
    assert.equal(byDigest(`r.example:5000/a/b:1.2-x@${digest}`), `r.example:5000/a/b@${digest}`);
    assert.equal(byDigest(`r.example:5000/a@${digest}`), `r.example:5000/a@${digest}`);
  });

  it("give a shell back what they were given", () => {
    const value = fc.stringMatching(/^[ -&(-[\]-~äß]{1,20}$/);
    fc.assert(
      fc.property(value, (text) => {
        const input = `${renderEnvironment({ A: text })}printf %s "$A"`;
        const read = execFileSync("sh", ["-s"], { input });
        assert.equal(read.toString("utf8"), text);
      }),
      { numRuns: 20 },
    );
  });

  it("are taken away by a command of which a shell makes sense", () => {
    execFileSync("sh", ["-n"], { input: removalCommand("notes") });
    assert.match(removalCommand("notes"), /label=com\.docker\.compose\.project=ha-dns-notes/);
  });
});

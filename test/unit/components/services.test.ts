import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { serviceConfigs, Services } from "../../../components/services";
import type { ServiceSecrets } from "../../../components/config/keys";
import { readServiceFolder } from "../../../components/config/service-folder";
import { samplePlan } from "./sample-plan";

interface Made {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const service = {
  name: "notes",
  folder: "services/notes",
  datasets: ["tank/notes"],
  images: { web: `example/web:1@${digest("1")}`, db: `example/db@${digest("2")}` },
};

const secretsOf = (password: string) => {
  const given: ServiceSecrets = { notes: { PASSWORD: password }, other: { PASSWORD: "another's" } };
  return {
    serviceSecrets: pulumi.secret(given) as pulumi.Output<ServiceSecrets>,
    clusterSecret: pulumi.secret("a-cluster-secret"),
  };
};

const valueOf = <T>(output: pulumi.Output<T>): Promise<T> =>
  new Promise((resolve) => output.apply((value) => resolve(value as T)));

describe("Services", function () {
  this.timeout(30_000);
  let root = "";
  before(() => {
    root = mkdtempSync(path.join(tmpdir(), "ha-dns-services-"));
    const folder = path.join(root, service.folder);
    mkdirSync(path.join(folder, "conf"), { recursive: true });
    writeFileSync(path.join(folder, "compose.yaml"), "services: { web: {}, db: {} }\n");
    writeFileSync(path.join(folder, "conf/logo.png"), Buffer.from([0, 255, 1]));
    writeFileSync(path.join(folder, "run.sh"), "#!/bin/sh\n", { mode: 0o755 });
  });
  after(() => rmSync(root, { recursive: true }));

  const planOf = (services: readonly (typeof service)[]) =>
    samplePlan(
      { services, datasets: [{ name: "tank/notes" }] },
      { [service.folder]: readServiceFolder(root, service.folder) },
    );

  async function build(services: readonly (typeof service)[]): Promise<Made[]> {
    const made: Made[] = [];
    await pulumi.runtime.setMocks(
      {
        call: () => ({}),
        newResource: ({ type, name, inputs }) => {
          made.push({ type, name, inputs: inputs as Record<string, unknown> });
          return { id: `${name}-id`, state: inputs as Record<string, unknown> };
        },
      },
      "ha-dns",
      "pi1",
    );
    const ssh = {
      host: "192.168.8.11",
      port: 22,
      user: "root",
      knownHostsFile: "/known_hosts",
      keyFile: path.join(__dirname, "../../../package.json"),
      hostKeys: ["ssh-ed25519 AAAA"],
    };
    const secrets = secretsOf("a secret");
    new Services("pi1-services", { plan: planOf(services), ssh, secrets, root }, {});
    await pulumi.runtime.disconnect();
    return made;
  }

  it("brings each file, the images by digest and the secrets to the node, and runs no container", async () => {
    const made = await build([service]);
    const of = (type: RegExp) => made.filter((it) => type.test(it.type)).map(({ inputs }) => inputs);
    const files = of(/RemoteFile/).map(({ path, mode, encoding }) => [path, mode, encoding]);
    const at = "/etc/ha-dns/services/notes";
    assert.deepEqual(files.sort(), [
      [`${at}/.env`, "600", undefined],
      [`${at}/compose.yaml`, "644", undefined],
      [`${at}/conf/logo.png`, "644", "base64"],
      [`${at}/images.yaml`, "644", undefined],
      [`${at}/run.sh`, "755", undefined],
    ]);
    assert.deepEqual(
      of(/RemoteImage/).map(({ name, keepLocally }) => [name, keepLocally]),
      [
        [`example/web@${digest("1")}`, true],
        [`example/db@${digest("2")}`, true],
      ],
    );
    assert.deepEqual(of(/container:Container/), []);
  });

  it("hands a secret to its own service's .env, and to nothing else", async () => {
    const made = await build([service]);
    const holders = made.filter(({ inputs }) => /a secret|another's/.test(JSON.stringify(inputs)));
    assert.deepEqual(
      holders.map(({ inputs }) => inputs.path),
      ["/etc/ha-dns/services/notes/.env"],
    );
    assert.doesNotMatch(JSON.stringify(holders), /another's/);
  });

  it("stops a service that leaves the config before its files go, and takes the empty folders away after", async () => {
    const order = (await build([service])).map(({ name }) => name);
    assert.equal(order.at(-1), "pi1-services-notes-removal");
    const folder = order.indexOf("pi1-services-notes-folder");
    assert.ok(folder > 0 && folder < order.indexOf("pi1-services-notes-compose.yaml"));
  });

  it("does nothing to a host, not even look for compose, where no service is declared", async () => {
    assert.deepEqual(
      (await build([])).map(({ name }) => name),
      ["pi1-services"],
    );
  });

  it("are told to the data keeper with a revision of files and secrets, the one of images.yaml", async () => {
    const revision = async (secret: string) =>
      valueOf(serviceConfigs(planOf([service]), root, secretsOf(secret))).then(([told]) => told!.revision);
    const before = await revision("a secret");
    assert.equal(await revision("a secret"), before);
    assert.notEqual(await revision("another"), before);
    const images = (await build([service])).find(({ name }) => name === "pi1-services-notes-images.yaml");
    assert.match(String(images?.inputs.content), new RegExp(`ha-dns.revision: "${before}"`));
    writeFileSync(path.join(root, service.folder, "run.sh"), "#!/bin/sh -e\n");
    assert.notEqual(await revision("a secret"), before);
  });
});

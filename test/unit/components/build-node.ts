import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { DnsNode } from "../../../components/dns-node";
import { imageSources } from "../../../components/images/image-names";
import type { NotifySecretsFile } from "../../../runtime/contract/notify-config";
import type { ServiceSecrets } from "../../../components/config/keys";
import { samplePlan } from "./sample-plan";

/** Plays the private key's file, and what of it would show if it were copied. */
export const keyFile = path.join(__dirname, "../../../package.json");
export const keyText = "typescript-eslint";

export interface Made {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

/** Builds the node against Pulumi's own mocks, and gives every resource that it registered, with its inputs. */
export async function buildNode(
  changes: Parameters<typeof samplePlan>[0] = {},
  storage = false,
  stdout = "prepared",
): Promise<Made[]> {
  const made: Made[] = [];
  await pulumi.runtime.setMocks(
    {
      call: () => ({}),
      newResource: ({ type, name, inputs }) => {
        made.push({ type, name, inputs: inputs as Record<string, unknown> });
        return {
          id: `${name}-id`,
          state: { ...inputs, stdout, imageId: `sha256:${name}`, copied: {}, generation: 3 },
        };
      },
    },
    "ha-dns",
    "pi1",
  );
  const secrets = {
    clusterSecret: pulumi.secret("a-cluster-secret"),
    vrrpPassword: pulumi.secret("vrrppass"),
    piholePassword: pulumi.secret("a-pihole-password"),
    serviceSecrets: pulumi.secret<ServiceSecrets>({}),
    pageCertificate: pulumi.secret("a-page-key-and-certificate"),
    publicNameToken: pulumi.secret("a-provider's-token"),
    notify: pulumi.secret<NotifySecretsFile>({
      channels: { phone: { url: "https://ntfy.sh/a-topic", token: "a-token" } },
      heartbeatUrl: "https://hc.example/a-heartbeat",
    }) as pulumi.Output<NotifySecretsFile>,
  };
  const ssh = {
    host: "192.168.8.11",
    port: 22,
    user: "root",
    keyFile,
    knownHostsFile: "/known_hosts",
    hostKeys: ["ssh-ed25519 AAAA"],
  };
  const plan = samplePlan({
    runtimeImage: "registry.example/runtime:1",
    unboundImage: "registry.example/unbound:1",
    notify: [{ name: "phone", kind: "ntfy" }],
    ...changes,
  });
  const root = path.join(__dirname, "../../..");
  const peers = [{ name: "pi2", host: "192.168.8.12", hostKeys: ["ssh-ed25519 BBBB"] }];
  new DnsNode("pi1", { plan, ssh, peers, secrets, sources: imageSources(plan, root), root, storage });
  await pulumi.runtime.disconnect();
  return made;
}

/** The inputs of the resource of this name; undefined if there is none. */
export const inputsOf = (all: readonly Made[], name: string): Record<string, unknown> | undefined =>
  all.find((resource) => resource.name === name)?.inputs;

/** The names, in order, of the resources that the later build has anew or with other inputs. */
export function changed(earlier: readonly Made[], later: readonly Made[]): string[] {
  const before = new Map(earlier.map(({ name, inputs }) => [name, JSON.stringify(inputs)]));
  return later
    .filter(({ name, inputs }) => before.get(name) !== JSON.stringify(inputs))
    .map(({ name }) => name)
    .sort();
}

import { existsSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { checkAccess, sshTarget } from "./spec/access";
import { secretKeys, type SecretName } from "./spec/keys";
import { loadSpec } from "./spec/load";
import { checkPeerAccess, peerAccess, type PeerAccess } from "./spec/peer-access";
import { planNode, type NodePlan } from "./spec/plan";
import { describeProblems, type Problem } from "./spec/problem";
import { readRawConfig } from "./spec/raw";
import { checkSecrets, type GivenSecret } from "./spec/secrets";
import { readSite } from "./spec/site";
import { expandPath, type SshTarget } from "../providers/ssh/target";

export interface Loaded {
  readonly plan: NodePlan;
  readonly ssh: SshTarget;
  /** How this node's host knows its peers' hosts. */
  readonly peers: readonly PeerAccess[];
}

/**
 * Reads and checks the whole config. Throws one `RunError` that lists every problem; nothing has been touched then.
 * The environment's HA_DNS_SITE may name a site file (see spec/site.ts).
 */
export function loadPlan(root: string): Loaded {
  const stack = pulumi.getStack();
  const own = { project: pulumi.getProject(), stack, values: pulumi.runtime.allConfig() };
  const loaded = loadSpec(readRawConfig(root, own, readSite(process.env.HA_DNS_SITE)));
  if (!loaded.ok) throw new pulumi.RunError(describeProblems(stack, loaded.problems));
  const plan = planNode(loaded.spec);
  const ssh = sshTarget(root, plan.cluster, plan.node);
  const peers = peerAccess(root, plan);
  const problems = [
    ...checkSecrets(plan, givenSecrets()),
    ...checkAccess(plan.node, ssh),
    ...checkPeerAccess(plan, peers),
    ...checkFiles(root, plan),
  ];
  if (problems.length > 0) throw new pulumi.RunError(describeProblems(stack, problems));
  return { plan, ssh, peers };
}

function checkFiles(root: string, plan: NodePlan): Problem[] {
  return (["rootHints", "trustAnchor"] as const)
    .filter((key) => !existsSync(expandPath(plan.cluster[key], root)))
    .map((key) => ({
      key,
      file: "Pulumi.yaml",
      found: `${plan.cluster[key]}, which does not exist`,
      expected: "a file",
      mend: `pulumi config rm ${key}, which brings back the one that comes with the program`,
    }));
}

function givenSecrets(): GivenSecret[] {
  const config = new pulumi.Config();
  // The SDK keeps to itself which keys are secret; the engine says it in the environment.
  const encrypted = JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS ?? "[]") as string[];
  return (Object.keys(secretKeys) as SecretName[]).flatMap((name) => {
    const value = pulumi.runtime.getConfig(`${config.name}:${name}`);
    if (value === undefined) return [];
    return [
      {
        name,
        encrypted: encrypted.includes(`${config.name}:${name}`),
        length: value.length,
        printable: /^[\x21-\x7e]+$/.test(value) && !/["'#!\\]/.test(value),
      },
    ];
  });
}

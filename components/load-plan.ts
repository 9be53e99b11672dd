import { existsSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { secretKeys, type SecretName } from "./spec/keys";
import { loadSpec } from "./spec/load";
import { planNode, type NodePlan } from "./spec/plan";
import { describeProblems, type Problem } from "./spec/problem";
import { readRawConfig } from "./spec/raw";
import { checkSecrets, type GivenSecret } from "./spec/secrets";
import { readSite } from "./spec/site";
import { expandPath, knownHostKeys, type SshTarget } from "../providers/ssh/target";

export interface Loaded {
  readonly plan: NodePlan;
  readonly ssh: SshTarget;
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
  const ssh = sshTarget(root, plan);
  const problems = [
    ...checkSecrets(plan, givenSecrets()),
    ...checkAccess(plan, ssh),
    ...checkFiles(root, plan),
  ];
  if (problems.length > 0) throw new pulumi.RunError(describeProblems(stack, problems));
  return { plan, ssh };
}

function sshTarget(root: string, plan: NodePlan): SshTarget {
  const { cluster, node } = plan;
  const knownHosts = expandPath(cluster.knownHosts, root);
  return {
    host: node.host,
    port: cluster.sshPort,
    user: "root",
    keyFile: expandPath(cluster.sshKey, root),
    knownHostsFile: knownHosts,
    hostKeys: knownHostKeys(knownHosts, node.host, cluster.sshPort),
  };
}

function checkAccess(plan: NodePlan, ssh: SshTarget): Problem[] {
  const problems: Problem[] = [];
  if (!existsSync(ssh.keyFile))
    problems.push({
      key: "sshKey",
      file: "Pulumi.yaml",
      found: `${ssh.keyFile}, which does not exist`,
      expected: "a private ssh key that the nodes accept",
      mend: `ssh-keygen -t ed25519 -N "" -f ${ssh.keyFile}, then ssh-copy-id -i ${ssh.keyFile} ${ssh.user}@${ssh.host}`,
    });
  if (ssh.hostKeys.length === 0)
    problems.push({
      key: "knownHosts",
      file: "Pulumi.yaml",
      found: `no host key of ${plan.node.name} (${ssh.host}) in ${ssh.knownHostsFile}`,
      expected: "the host's own key, so that no other machine can take its place",
      mend: `connect once and compare the fingerprint: ssh -i ${ssh.keyFile} ${ssh.user}@${ssh.host} true`,
    });
  return problems;
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

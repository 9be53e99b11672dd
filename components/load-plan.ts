import { existsSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { checkAccess, sshTarget } from "./config/ssh-access";
import { pageCertificateKey, secretKeys, serviceSecretsKey, type SecretName } from "./config/keys";
import { loadSpec } from "./config/load";
import { heartbeatUrlKey, notifySecretsKey } from "./config/notify-keys";
import { checkNotifySecrets, type GivenNotifySecrets } from "./config/notify-secrets";
import { observeSecretKeys, type ObserveSecretName } from "./config/observe-keys";
import { checkObserveSecrets, type GivenObserveSecret } from "./config/observe-secrets";
import { checkPageCertificate, type GivenCertificate } from "./config/page-certificate";
import { checkPeerAccess, peerAccess, type PeerAccess } from "./config/peer-access";
import { planNode, type NodePlan } from "./config/plan";
import { describeProblems, type Problem } from "./config/problem";
import { publicNameTokenKey } from "./config/public-name-keys";
import { checkPublicNameToken, type GivenToken } from "./config/public-name-token";
import { readRawConfig, readStackFile } from "./config/raw";
import { checkSecrets, type GivenSecret } from "./config/secrets";
import { checkServiceSecrets, clearPaths, type GivenServiceSecrets } from "./config/service-secrets";
import { readSite } from "./config/site";
import type { SshTarget } from "../providers/ssh/target";
import { configFile } from "./program-version";

export interface LoadedNode {
  readonly plan: NodePlan;
  readonly ssh: SshTarget;
  /** How this node's host knows its peers' hosts. */
  readonly peers: readonly PeerAccess[];
}

/**
 * Reads and checks the whole config. Throws one `RunError` that lists every problem; nothing has been touched then.
 * The environment's HA_DNS_SITE may name a site file (see config/site.ts).
 */
export function loadPlan(root: string): LoadedNode {
  const stack = pulumi.getStack();
  const own = { project: pulumi.getProject(), stack, values: pulumi.runtime.allConfig() };
  const loaded = loadSpec(readRawConfig(root, own, readSite(process.env.HA_DNS_SITE)));
  if (!loaded.ok) throw new pulumi.RunError(describeProblems(stack, loaded.problems));
  const plan = planNode(loaded.spec);
  const ssh = sshTarget(root, plan.cluster, plan.node);
  const peers = peerAccess(root, plan);
  const problems = [
    ...checkSecrets(plan, givenSecrets()),
    ...checkServiceSecrets(plan, givenServiceSecrets(root, stack)),
    ...checkNotifySecrets(plan, givenNotifySecrets(root, stack)),
    ...checkPageCertificate(plan, givenCertificate()),
    ...checkObserveSecrets(plan, givenObserveSecrets()),
    ...checkPublicNameToken(plan, givenToken()),
    ...checkAccess(plan.node, ssh),
    ...checkPeerAccess(plan, peers),
    ...checkFiles(root, plan),
  ];
  if (problems.length > 0) throw new pulumi.RunError(describeProblems(stack, problems));
  return { plan, ssh, peers };
}

function checkFiles(root: string, plan: NodePlan): Problem[] {
  return (["rootHints", "trustAnchor"] as const)
    .filter((key) => !existsSync(configFile(plan.cluster[key], root)))
    .map((key) => ({
      key,
      file: "Pulumi.yaml",
      found: `${plan.cluster[key]}, which does not exist`,
      expected: "a file",
      fix: `pulumi config rm ${key}, which brings back the one that comes with the program`,
    }));
}

/** The SDK keeps to itself which keys are secret; the engine says it in the environment. */
const encryptedKeys = () => JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS ?? "[]") as string[];

const givenServiceSecrets = (root: string, stack: string): GivenServiceSecrets | undefined =>
  givenObject(root, stack, serviceSecretsKey);

function givenNotifySecrets(root: string, stack: string): GivenNotifySecrets {
  const { value, inClear } = givenObject(root, stack, notifySecretsKey) ?? { value: undefined, inClear: [] };
  const key = `${pulumi.getProject()}:${heartbeatUrlKey}`;
  const url = pulumi.runtime.getConfig(key);
  const heartbeatUrl = url === undefined ? undefined : { url, encrypted: encryptedKeys().includes(key) };
  return { value, inClear, heartbeatUrl };
}

/** The engine calls an object secret where any part of it is; which part is not, the stack's file tells. */
function givenObject(
  root: string,
  stack: string,
  name: string,
): { readonly value: unknown; readonly inClear: readonly string[] } | undefined {
  const key = `${pulumi.getProject()}:${name}`;
  const text = pulumi.runtime.getConfig(key);
  if (text === undefined) return undefined;
  const value = parseObject(text);
  const inFile = readStackFile(root, stack)[key];
  if (inFile !== undefined) return { value, inClear: clearPaths(inFile) };
  return { value, inClear: encryptedKeys().includes(key) ? [] : clearPaths(value) };
}

/** Pulumi hands an object over as JSON. Never throws, since the message would show what it is of. */
function parseObject(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function givenCertificate(): GivenCertificate | undefined {
  const key = `${pulumi.getProject()}:${pageCertificateKey}`;
  const pem = pulumi.runtime.getConfig(key);
  return pem === undefined ? undefined : { pem, encrypted: encryptedKeys().includes(key) };
}

function givenToken(): GivenToken | undefined {
  const key = `${pulumi.getProject()}:${publicNameTokenKey}`;
  const token = pulumi.runtime.getConfig(key);
  if (token === undefined) return undefined;
  return { encrypted: encryptedKeys().includes(key), fits: /^[\x21-\x7e]+$/.test(token) };
}

function givenSecrets(): GivenSecret[] {
  const config = new pulumi.Config();
  const encrypted = encryptedKeys();
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

function givenObserveSecrets(): GivenObserveSecret[] {
  const encrypted = encryptedKeys();
  return (Object.keys(observeSecretKeys) as ObserveSecretName[]).flatMap((name) => {
    const key = `${pulumi.getProject()}:${name}`;
    const value = pulumi.runtime.getConfig(key);
    if (value === undefined) return [];
    return [{ name, encrypted: encrypted.includes(key), isUrl: /^https?:\/\/\S+$/.test(value) }];
  });
}

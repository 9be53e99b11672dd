import * as pulumi from "@pulumi/pulumi";
import { keyFor } from "../runtime/contract/key-for";

/** What a key is for. The text is part of the derivation: another text is another key on every node. */
export type KeyPurpose =
  | "agents' channel"
  | "page sessions"
  | "Grafana's administrator"
  | `replication ${string}`
  | `local zone ${string}`;

/** A key for one purpose, derived from the cluster secret: a place that is given one can do with it what it is for, and nothing more. */
export const deriveKey = (clusterSecret: string, purpose: KeyPurpose): Buffer =>
  keyFor(clusterSecret, purpose);

/** The same as the text of its file on a node: hex, and a secret in the state. */
export const derivedKey = (
  clusterSecret: pulumi.Output<string>,
  purpose: KeyPurpose,
): pulumi.Output<string> =>
  pulumi.secret(clusterSecret.apply((secret) => deriveKey(secret, purpose).toString("hex")));

import { createPrivateKey, X509Certificate, type KeyObject } from "node:crypto";
import { pageCertificateKey } from "./keys";
import type { NodePlan } from "./plan";
import type { Problem } from "./problem";

/** A certificate of one's own as the stack's config has it. */
export interface GivenCertificate {
  readonly pem: string;
  /** Whether it was set with `--secret`; in clear its key would stand in a file and in the state. */
  readonly encrypted: boolean;
}

/** Checks a certificate of one's own for Pi-hole's page, without ever showing its key. */
export function checkPageCertificate(
  plan: NodePlan,
  given: GivenCertificate | undefined,
  now: Date = new Date(),
): Problem[] {
  if (given === undefined) return [];
  const set = `cat KEY.pem CHAIN.pem | pulumi config set --secret ${pageCertificateKey} -s ${plan.founder}`;
  const problem = (found: string, expected: string, fix = set): Problem => ({
    key: pageCertificateKey,
    file: `Pulumi.${plan.node.name}.yaml`,
    found,
    expected,
    fix,
  });
  if (plan.node.name !== plan.founder)
    return [
      problem(
        `a value in the stack of ${plan.node.name}`,
        "it in the founder's stack alone: the others read it from there",
        `pulumi config rm ${pageCertificateKey} -s ${plan.node.name}, then ${set}`,
      ),
    ];
  const inClear = given.encrypted
    ? []
    : [
        problem(
          "a value in clear",
          "an encrypted value",
          `pulumi config rm ${pageCertificateKey}, then ${set}; a key that stood in a file is best not used again`,
        ),
      ];
  const key = readKey(given.pem);
  const certificate = readCertificate(given.pem);
  const missing = [
    ...(certificate ? [] : [problem("no certificate", "the server's certificate and its chain, in PEM")]),
    ...(key ? [] : [problem("no private key", "the certificate's private key without a passphrase, in PEM")]),
  ];
  if (!certificate || !key) return [...inClear, ...missing];
  const until = certificate.validToDate;
  return [
    ...inClear,
    ...(certificate.checkPrivateKey(key)
      ? []
      : [problem("a private key of another certificate", "the key of the first certificate")]),
    ...(until > now
      ? []
      : [problem(`a certificate that ended on ${until.toISOString().slice(0, 10)}`, "one that is valid")]),
  ];
}

function readKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    // What OpenSSL says of it would show parts of it.
    return undefined;
  }
}

function readCertificate(pem: string): X509Certificate | undefined {
  const [text] = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/) ?? [];
  if (text === undefined) return undefined;
  try {
    return new X509Certificate(text);
  } catch {
    return undefined;
  }
}

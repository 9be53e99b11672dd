import { dataKeys } from "./data-keys";
import { dnsKeys } from "./dns-keys";
import { heartbeatUrlKey, notifySecretsKey } from "./notify-keys";
import type { Cost, Key } from "./key";
import { observeKeys, observeSecretKeys } from "./observe-keys";
import { publicNameTokenKey } from "./public-name-keys";
import { keys, pageCertificateKey, secretKeys, serviceSecretsKey } from "./keys";

type Entry = readonly [name: string, key: Key];

const ofDatasets = ["datasets", "destroyDataset", "leaveDataset", "services", "pool"];
const isOfData = (name: string): boolean => name in dataKeys || ofDatasets.includes(name);
const isOfNames = (name: string): boolean => name in dnsKeys;
const isOfObserve = (name: string): boolean => name in observeKeys;

/** docs/config.md: every key, from the schema. */
export function configDocument(): string {
  const entries: readonly Entry[] = Object.entries(keys);
  const rest = entries.filter(([name]) => !isOfData(name) && !isOfNames(name) && !isOfObserve(name));
  const secrets = Object.entries(secretKeys).map(([name, text]) => `| \`${name}\` | ${cell(text)} |`);
  return `# Config keys

Written by \`npm run docs\` from \`components/config/\`. Do not edit this page.

\`Pulumi.yaml\` holds what the nodes share (\`KEY: {value: VALUE}\`), \`Pulumi.NODE.yaml\` what differs (\`ha-dns:KEY: VALUE\`).
\`npx pulumi config set KEY VALUE -s NODE\` writes the latter. A stack's value wins over the shared one.

The last column says what the \`up\` after a change does to a node. A **drain** moves the VIP to another node first, without
a lost query. The parts that it names start anew.

## The cluster
${table(rest.filter(([, key]) => key.scope === "cluster"))}
## Each node
${table(rest.filter(([, key]) => key.scope === "node"))}
## Names and zones

[dns.md](dns.md) has examples, [local-zone.md](local-zone.md) the signed zone. Changes are loaded while the daemons serve.
${table(entries.filter(([name]) => isOfNames(name)))}
## Data beside DNS

[data.md](data.md) explains them.
${table(entries.filter(([name]) => isOfData(name)))}
## Prometheus, Alertmanager, Grafana

[observe.md](observe.md) explains them. No change of them touches DNS.
${table(entries.filter(([name]) => isOfObserve(name)))}
## Secrets

Set them with \`npx pulumi config set --secret KEY -s FOUNDER\`, in the founder's stack alone. What is not set is generated.

| key | is |
|---|---|
${secrets.join("\n")}
| \`${pageCertificateKey}\` | a certificate of your own for Pi-hole's page, with its key, in PEM ([certificate.md](certificate.md)) |
| \`${serviceSecretsKey}\` | by standby service, the variables of its \`.env\`; nothing is generated |
| \`${notifySecretsKey}\` | by channel of \`notify\`, its URL, token, user or password ([alerts.md](alerts.md)); nothing is generated |
| \`${publicNameTokenKey}\` | the token with which the provider lets \`publicName\` be changed ([public-name.md](public-name.md)); nothing is generated |
| \`${heartbeatUrlKey}\` | a URL that the leader asks once a minute while all is well ([alerts.md](alerts.md)); nothing is generated |
${Object.entries(observeSecretKeys)
  .map(
    ([name, text]) =>
      `| \`${name}\` | ${cell(text)}; in the stack of \`observeOn\` alone ([observe.md](observe.md)); nothing is generated |`,
  )
  .join("\n")}
`;
}

const table = (entries: readonly Entry[]): string => `
| key | is | default | since | a change costs |
|---|---|---|---|---|
${entries.map(row).join("\n")}
`;

const row = ([name, key]: Entry): string =>
  `| \`${name}\` | ${cell(`${key.description} Value: ${key.expected}.`)}${example(key)} | ${defaultOf(key)} | ${key.since} | ${costOf(key.costs)} |`;

const cell = (text: string): string => text.replaceAll("|", "\\|");
const code = (text: string): string => `\`${cell(text)}\``;

/** The default is an example already. */
const example = (key: Key): string =>
  key.example === String(key.default) ? "" : ` Example: ${code(key.example)}`;

function defaultOf(key: Key): string {
  if (key.optional) return "none";
  if (key.default === undefined) return "required";
  if (key.default === "") return "empty";
  return code(typeof key.default === "string" ? key.default : JSON.stringify(key.default));
}

const names: Readonly<Record<Cost, string>> = {
  drain: "a drain",
  pod: "pod",
  unbound: "Unbound",
  pihole: "Pi-hole",
  keepalived: "keepalived",
  agent: "agent",
  "data keeper": "data keeper",
};

function costOf(costs: readonly Cost[]): string {
  if (costs.length === 0) return "nothing";
  const [drain, parts] = [costs.includes("drain"), costs.filter((cost) => cost !== "drain")];
  const list = parts.map((part) => names[part]).join(", ");
  if (!drain) return list;
  return list === "" ? names.drain : `${names.drain}: ${list}`;
}

import type { NotifyFile, NotifySecretsFile } from "../../runtime/contract/notify-config";
import type { NodePlan } from "../config/types";
import { jsonFile } from "./text";

/** notify.json: where messages go. */
export function renderNotify({ cluster }: Pick<NodePlan, "cluster">): string {
  const channels = cluster.notify.map((channel) =>
    channel.ca === undefined ? channel : { ...channel, ca: pem(channel.ca) },
  );
  const file: NotifyFile = { timezone: cluster.timezone, channels };
  return jsonFile(file);
}

/** secrets.json beside it, with what channels of the config have. */
export function renderNotifySecrets(
  { cluster }: Pick<NodePlan, "cluster">,
  secrets: NotifySecretsFile,
): string {
  const names = cluster.notify.map(({ name }) => name).sort();
  const channels = Object.fromEntries(
    names.flatMap((name) =>
      secrets.channels[name] ? [[name, inOrder(secrets.channels[name])] as const] : [],
    ),
  );
  return jsonFile({ channels, heartbeatUrl: secrets.heartbeatUrl });
}

const inOrder = (fields: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Values of the config have no line breaks: a certificate's lines stand there with spaces between them. */
const pem = (text: string): string =>
  text.replace(
    /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*/g,
    (_, body: string) =>
      `-----BEGIN CERTIFICATE-----\n${body.trim().replaceAll(/\s+/g, "\n")}\n-----END CERTIFICATE-----\n`,
  );

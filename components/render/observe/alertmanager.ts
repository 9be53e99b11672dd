import { stringify } from "yaml";

/** Where Alertmanager sends what it has to say; without any, it only shows it. */
export interface AlertReceivers {
  /** File that holds the URL: who knows the URL can send. */
  readonly webhookUrlFile?: string;
  readonly mail?: {
    readonly to: string;
    readonly from: string;
    /** HOST:PORT */
    readonly server: string;
    readonly user: string;
    /** File that holds the password; absent if the server asks for none. */
    readonly passwordFile?: string;
  };
}

/** The first says that the second is told as well: one message is enough. */
const implied: readonly (readonly [cause: string, effects: string])[] = [
  ["HaDnsNoLeader", "HaDnsNodeDown|HaDnsNoSpare"],
  ["HaDnsTwoLeaders", "HaDnsPeerUnreachable|HaDnsVipMoved"],
  ["HaDnsNodeDown", "HaDnsNoSpare"],
  ["HaDnsSickEverywhere", "HaDnsSick|HaDnsNoSpare"],
  ["HaDnsSick", "HaDnsNoSpare"],
  ["HaDnsVipFlapping", "HaDnsVipMoved"],
  ["HaDnsNobodyHoldsTheData", "HaDnsServiceDown"],
];

/** The text of alertmanager.yml. */
export function renderAlertmanager({ webhookUrlFile, mail }: AlertReceivers): string {
  const receiver = {
    name: "ha-dns",
    ...(webhookUrlFile === undefined
      ? {}
      : { webhook_configs: [{ url_file: webhookUrlFile, send_resolved: true }] }),
    ...(mail === undefined ? {} : { email_configs: [mailConfig(mail)] }),
  };
  const config = {
    route: {
      receiver: "ha-dns",
      group_by: ["cluster", "alertname"],
      group_wait: "10s",
      group_interval: "1m",
      repeat_interval: "12h",
    },
    inhibit_rules: implied.map(([cause, effects]) => ({
      source_matchers: [`alertname = ${cause}`],
      target_matchers: [`alertname =~ "${effects}"`],
      equal: ["cluster"],
    })),
    receivers: [receiver],
  };
  return stringify(config, { lineWidth: 0 });
}

const mailConfig = ({ to, from, server, user, passwordFile }: NonNullable<AlertReceivers["mail"]>) => ({
  to,
  from,
  smarthost: server,
  require_tls: true,
  send_resolved: true,
  ...(passwordFile === undefined ? {} : { auth_username: user, auth_password_file: passwordFile }),
});

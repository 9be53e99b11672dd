import { z } from "zod";
import { imageReference } from "./image-keys";
import { address, key } from "./key";

/** How Alertmanager sends mail. */
const mail = z.strictObject({
  to: z.email(),
  from: z.email(),
  server: z.string().regex(/^[A-Za-z0-9.-]+:\d{1,5}$/),
  user: z.string().default(""),
});

const size = z.string().regex(/^[1-9]\d{0,4}(MB|GB)$/);

/** Prometheus, Alertmanager and Grafana on one of the nodes; without `observeOn` none of them matters. */
export const observeKeys = {
  observeOn: key({
    since: "2026-11-30",
    scope: "cluster",
    description:
      "The node that runs Prometheus, Alertmanager and Grafana, in a pod of their own. Empty: none does.",
    schema: z.string(),
    expected: 'one of nodes, or ""',
    example: "NODE",
    default: "",
    costs: [],
  }),
  observeAddress: key({
    since: "2026-11-30",
    scope: "cluster",
    description: "The address of that pod: Grafana at port 3000, Prometheus at port 9090.",
    schema: z.union([z.literal(""), address]),
    expected: "a free IPv4 address of the LAN",
    example: "192.168.8.247",
    default: "",
    costs: [],
  }),
  observeRetention: key({
    since: "2026-11-30",
    scope: "cluster",
    description: "How much disk Prometheus uses at most. It deletes the oldest data first.",
    schema: size,
    expected: "a size, such as 512MB or 4GB",
    example: "2GB",
    default: "512MB",
    costs: [],
  }),
  observeMail: key({
    since: "2026-11-30",
    scope: "cluster",
    description:
      "How Alertmanager sends mail, by a server that speaks STARTTLS. The password is the secret `observeMailPassword`.",
    schema: z.union([z.literal(""), mail]),
    expected:
      'the sender, the receiver and the server: {to: ADDRESS, from: ADDRESS, server: "HOST:PORT", user: NAME}, or ""',
    example: '{to: me@example.org, from: dns@example.org, server: "smtp.example.org:587", user: me}',
    default: "",
    costs: [],
  }),
  prometheusImage: key({
    since: "2026-11-30",
    scope: "cluster",
    description: "The image of Prometheus.",
    schema: imageReference,
    expected: "an image reference with an exact tag or digest",
    example: "prom/prometheus:v3.12.0",
    default:
      "prom/prometheus:v3.12.0@sha256:69f5241418838263316593f7274a304b095c40bcf22e57272865da91bd60a8ac",
    costs: [],
  }),
  alertmanagerImage: key({
    since: "2026-11-30",
    scope: "cluster",
    description: "The image of Alertmanager.",
    schema: imageReference,
    expected: "an image reference with an exact tag or digest",
    example: "prom/alertmanager:v0.32.1",
    default:
      "prom/alertmanager:v0.32.1@sha256:51a825c2a40acc3e338fdd00d622e01ec090f72be2b3ea46be0839cd47a4d286",
    costs: [],
  }),
  grafanaImage: key({
    since: "2026-11-30",
    scope: "cluster",
    description: "The image of Grafana, or `none` to go without it.",
    schema: z.union([z.literal("none"), imageReference]),
    expected: "none, or an image reference with an exact tag or digest",
    example: "grafana/grafana:13.1.0",
    default: "grafana/grafana:13.1.0@sha256:121a7a9ece6dc10b969f1f96eed64b4f07dfac0d0b8abc070f7cb83bbde86f63",
    costs: [],
  }),
} as const;

/** Secrets of Alertmanager, in the stack of the node that runs it. Nothing is generated. */
export const observeSecretKeys = {
  observeWebhook: "a URL that Alertmanager posts alerts to: whoever knows it may send",
  observeMailPassword: "the password for `observeMail`",
} as const;
export type ObserveSecretName = keyof typeof observeSecretKeys;

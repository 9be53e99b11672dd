import {
  usualUrls,
  channelSecretsOf,
  type Channel,
  type ChannelSecrets,
  type NotifySecretsFile,
  type SecretField,
} from "../../runtime/contract/notify-config";
import { heartbeatUrlKey, notifySecretsKey, secretFieldsOf, urlMistake } from "./notify-keys";
import type { NodePlan } from "./types";
import type { Problem } from "./problem";

/** The channels' secrets as the stack's config has them; what came of them is text, and is never shown. */
export interface GivenNotifySecrets {
  /** Undefined if there are none. */
  readonly value: unknown;
  /** Paths (NAME.FIELD) that stand in clear, as far as it can be seen. */
  readonly inClear: readonly string[];
  readonly heartbeatUrl: { readonly url: string; readonly encrypted: boolean } | undefined;
}

/** Checks the secrets of channels, and that no channel lacks one, without ever showing one. */
export function checkNotifySecrets(plan: NodePlan, given: GivenNotifySecrets): Problem[] {
  const file = `Pulumi.${plan.node.name}.yaml`;
  const set = (path: string) => `pulumi config set --secret ${path} -s ${plan.founder}`;
  const setField = (path: string) => set(`--path ${notifySecretsKey}.${path}`);
  const problem = (key: string, found: string, expected: string, fix: string): Problem => {
    return { key, file, found, expected, fix };
  };
  if (plan.node.name !== plan.founder)
    return [
      ...(given.value === undefined ? [] : [notifySecretsKey]),
      ...(given.heartbeatUrl === undefined ? [] : [heartbeatUrlKey]),
    ].map((key) =>
      problem(
        key,
        `a value in the stack of ${plan.node.name}`,
        "it in the founder's stack alone: the others read it from there",
        `pulumi config rm ${key} -s ${plan.node.name}, then set it with -s ${plan.founder}`,
      ),
    );
  const clear = given.inClear.map((path) =>
    problem(
      `${notifySecretsKey}.${path}`,
      "a value in clear",
      "an encrypted value",
      `${setField(path)}; what stood in a file is best not used again`,
    ),
  );
  const whole = given.value ?? {};
  if (!isDictionary(whole))
    return [
      ...clear,
      problem(
        notifySecretsKey,
        "no dictionary",
        "by channel, its secrets",
        `pulumi config rm ${notifySecretsKey}, then ${setField("NAME.FIELD")}`,
      ),
    ];
  const channels = plan.cluster.notify;
  const strange = Object.keys(whole).filter((name) => !channels.some((channel) => channel.name === name));
  const names = channels.map(({ name }) => name).join(", ");
  return [
    ...clear,
    ...strange.map((name) =>
      problem(
        `${notifySecretsKey}.${name}`,
        "a channel that is not declared",
        names === "" ? "none: notify is empty" : `one of ${names}`,
        `pulumi config rm --path ${notifySecretsKey}.${name}`,
      ),
    ),
    ...channels.flatMap((channel) => checkChannel(channel, whole[channel.name])),
    ...checkHeartbeat(),
  ];

  function checkChannel(channel: Channel, value: unknown): Problem[] {
    const { name, kind } = channel;
    const key = (field: string) => `${notifySecretsKey}.${name}.${field}`;
    const secrets = value === undefined ? {} : value;
    if (!isDictionary(secrets))
      return [
        problem(`${notifySecretsKey}.${name}`, "no dictionary", "its secrets", setField(`${name}.FIELD`)),
      ];
    const known = secretFieldsOf(kind);
    const odd = Object.entries(secrets).flatMap(([field, text]) => {
      if (!known.includes(field))
        return [
          problem(
            key(field),
            `a secret that ${kind} does not have`,
            `one of ${known.join(", ")}`,
            `pulumi config rm --path ${key(field)}`,
          ),
        ];
      if (typeof text !== "string" || text === "" || /\p{Cc}/u.test(text))
        return [
          problem(
            key(field),
            "a value that is empty, no text, or has line breaks",
            "text",
            setField(`${name}.${field}`),
          ),
        ];
      const mistake = field === "url" ? urlMistake(kind, text) : undefined;
      return mistake === undefined
        ? []
        : [problem(key(field), "a URL that is not shown", mistake, setField(`${name}.url`))];
    });
    const missing = missingOf(channel, Object.keys(secrets)).map((field) =>
      problem(key(field), "nothing", `the ${field} of ${name}`, setField(`${name}.${field}`)),
    );
    return [...odd, ...missing];
  }

  function checkHeartbeat(): Problem[] {
    if (given.heartbeatUrl === undefined) return [];
    const { url, encrypted } = given.heartbeatUrl;
    const fix = set(heartbeatUrlKey);
    const mistake = urlMistake("heartbeat", url);
    return [
      ...(encrypted
        ? []
        : [
            problem(
              heartbeatUrlKey,
              "a value in clear",
              "an encrypted value: whoever knows it can make a dead cluster look alive",
              `pulumi config rm ${heartbeatUrlKey}, then ${fix}; what stood in a file is best not used again`,
            ),
          ]),
      ...(mistake === undefined ? [] : [problem(heartbeatUrlKey, "a URL that is not shown", mistake, fix)]),
    ];
  }
}

function missingOf(channel: Channel, has: readonly string[]): SecretField[] {
  const needed = channelSecretsOf[channel.kind].needed.filter((field) => !has.includes(field));
  if (channel.kind === "mail" || channel.kind === "mqtt") {
    const password: SecretField[] =
      channel.user !== undefined && !has.includes("password") ? ["password"] : [];
    if (channel.kind === "mail") return [...needed, ...password];
    needed.push(...password);
  }
  if (
    channel.kind === "webhook" &&
    JSON.stringify([channel.headers, channel.body]).includes("{token}") &&
    !has.includes("token")
  )
    needed.push("token");
  const hasUrl = channel.url !== undefined || has.includes("url") || usualUrls[channel.kind] !== undefined;
  return hasUrl || needed.includes("url") ? needed : [...needed, "url"];
}

const isDictionary = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What the checks have let through. */
export function readNotifySecrets(value: unknown): NotifySecretsFile["channels"] {
  return isDictionary(value) ? (value as Record<string, ChannelSecrets>) : {};
}

import { isIP } from "node:net";
import { failureOf, Failure } from "../failure";
import type { Message } from "../alert-message";
import type { Delivery, ChannelSend } from "./sender";
import { urlOf } from "./url";

interface Publication {
  readonly topic: string;
  readonly payload: string;
  /** The broker keeps it for who comes later. */
  readonly retain: boolean;
}

/** How a node does, for a home automation. */
export interface NodeState {
  readonly name: string;
  /** Undefined if nobody hears of it. */
  readonly role: "leader" | "follower" | undefined;
}

const idOf = (topic: string): string => topic.replaceAll(/[^A-Za-z0-9_-]/g, "_");

/** Has Home Assistant find an entity: https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery */
function discovery(
  topic: string,
  component: "binary_sensor" | "sensor",
  object: string,
  config: Readonly<Record<string, unknown>>,
): Publication {
  const id = idOf(topic);
  return {
    topic: `homeassistant/${component}/${id}/${object}/config`,
    payload: JSON.stringify({
      ...config,
      unique_id: `${id}_${object}`,
      object_id: `${id}_${object}`,
      device: { identifiers: [id], name: "ha-dns", manufacturer: "ha-dns" },
    }),
    retain: true,
  };
}

/** What goes to which topic with a message. */
const publications = (topic: string, message: Message): Publication[] => [
  discovery(topic, "binary_sensor", "problem", {
    name: "Problem",
    device_class: "problem",
    state_topic: `${topic}/problem`,
    json_attributes_topic: `${topic}/conditions`,
  }),
  discovery(topic, "sensor", "message", {
    name: "Last message",
    state_topic: `${topic}/title`,
    json_attributes_topic: `${topic}/message`,
  }),
  { topic: `${topic}/problem`, payload: message.burning.length > 0 ? "ON" : "OFF", retain: true },
  { topic: `${topic}/conditions`, payload: JSON.stringify({ conditions: message.burning }), retain: true },
  { topic: `${topic}/title`, payload: message.title.slice(0, 250), retain: true },
  {
    topic: `${topic}/message`,
    payload: JSON.stringify({
      title: message.title,
      text: message.text,
      severity: message.severity,
      over: message.over,
      time: new Date(message.at).toISOString(),
    }),
    retain: false,
  },
];

/** A sensor for each node: its role, and whether anybody hears of it. */
const nodePublications = (topic: string, nodes: readonly NodeState[]): Publication[] =>
  nodes.flatMap(({ name, role }) => {
    const own = `${topic}/nodes/${name}`;
    return [
      discovery(topic, "sensor", `node_${idOf(name)}`, {
        name,
        device_class: "enum",
        options: ["leader", "follower"],
        state_topic: `${own}/role`,
        availability_topic: `${own}/availability`,
      }),
      { topic: `${own}/availability`, payload: role === undefined ? "offline" : "online", retain: true },
      ...(role === undefined ? [] : [{ topic: `${own}/role`, payload: role, retain: true }]),
    ];
  });

export const mqtt: ChannelSend<"mqtt"> = ({ message, ...to }) =>
  publish(to, publications(to.channel.topic, message));

/** Tells the broker how the nodes do. Rejects with a Failure. */
export const tellNodes = (to: Broker, nodes: readonly NodeState[]): Promise<void> =>
  publish(to, nodePublications(to.channel.topic, nodes));

export type Broker = Omit<Delivery<"mqtt">, "message">;

/** MQTT 3.1.1, at least once; one connection each time, so that nothing runs in between. */
async function publish({ channel, secrets, way }: Broker, all: readonly Publication[]): Promise<void> {
  const url = new URL(urlOf(channel, secrets));
  const secure = url.protocol === "mqtts:";
  const host = url.hostname;
  const [address = host] = await way.names.addresses(host);
  // The default export alone is there in every form of the library.
  const { default: library } = await import("mqtt");
  const client = library.connect({
    protocol: secure ? "mqtts" : "mqtt",
    host: address,
    port: Number(url.port) || (secure ? 8883 : 1883),
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(channel.user === undefined ? {} : { username: channel.user }),
    ...(secrets.password === undefined ? {} : { password: secrets.password }),
    ...(channel.ca === undefined ? {} : { ca: channel.ca }),
    reconnectPeriod: 0,
    connectTimeout: 8_000,
    protocolVersion: 4,
  });
  const connected = new Promise<void>((resolve) => client.once("connect", () => resolve()));
  const broken = new Promise<never>((_, reject) => {
    client.on("error", (error) => reject(refusal(error)));
    client.once("close", () => reject(new Failure("the connection was closed")));
    way.signal.addEventListener("abort", () => reject(new Failure("timed out")), { once: true });
  });
  try {
    await Promise.race([connected, broken]);
    const accepted = Promise.all(
      all.map(({ topic, payload, retain }) => client.publishAsync(topic, payload, { qos: 1, retain })),
    );
    await Promise.race([accepted, broken]);
  } finally {
    client.end(true);
  }
}

/** MQTT's return codes 4 and 5: bad user name or password, not authorized. */
function refusal(error: unknown): Failure {
  const { code } = error as { code?: unknown };
  if (code === 4 || code === 5) return new Failure("it refused user and password", true);
  if (typeof code === "number") return new Failure(`it refused the connection (${code})`);
  return failureOf(error);
}

import { isIP } from "node:net";
import { failureOf, Failure } from "../failure";
import type { Message } from "../message";
import type { Send } from "./sender";
import { urlOf } from "./url";

/** What goes to which topic; all but the message itself is kept by the broker. */
export function publications(topic: string, message: Message, burning: readonly string[]) {
  const id = topic.replaceAll(/[^A-Za-z0-9_-]/g, "_");
  const device = { identifiers: [id], name: "ha-dns", manufacturer: "ha-dns" };
  const discovery = (component: string, object: string, config: Readonly<Record<string, unknown>>) => ({
    topic: `homeassistant/${component}/${id}/${object}/config`,
    payload: JSON.stringify({
      ...config,
      unique_id: `${id}_${object}`,
      object_id: `${id}_${object}`,
      device,
    }),
    retain: true,
  });
  return [
    // https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery
    discovery("binary_sensor", "problem", {
      name: "Problem",
      device_class: "problem",
      state_topic: `${topic}/problem`,
      json_attributes_topic: `${topic}/conditions`,
    }),
    discovery("sensor", "message", {
      name: "Last message",
      state_topic: `${topic}/title`,
      json_attributes_topic: `${topic}/message`,
    }),
    { topic: `${topic}/problem`, payload: burning.length > 0 ? "ON" : "OFF", retain: true },
    { topic: `${topic}/conditions`, payload: JSON.stringify({ conditions: burning }), retain: true },
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
}

/** MQTT 3.1.1, at least once; one connection a message, so that nothing runs between two. */
export const mqtt: Send<"mqtt"> = async ({ channel, secrets, message, way }) => {
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
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = (error: unknown) => reject(refusal(error));
      client.once("connect", () => resolve());
      client.once("error", fail);
      client.once("close", () => fail(new Failure("the connection was closed")));
      way.signal.addEventListener("abort", () => fail(new Failure("timed out")), { once: true });
    });
    const accepted = Promise.all(
      publications(channel.topic, message, message.burning).map(({ topic, payload, retain }) =>
        client.publishAsync(topic, payload, { qos: 1, retain }),
      ),
    );
    const broken = new Promise<never>((_, reject) => {
      client.once("error", (error) => reject(refusal(error)));
      client.once("close", () => reject(new Failure("the connection was closed")));
      way.signal.addEventListener("abort", () => reject(new Failure("timed out")), { once: true });
    });
    await Promise.race([accepted, broken]);
  } finally {
    client.on("error", () => undefined);
    client.end(true);
  }
};

/** MQTT's return codes 4 and 5: bad user name or password, not authorized. */
function refusal(error: unknown): Failure {
  const { code } = error as { code?: unknown };
  if (code === 4 || code === 5) return new Failure("it refused user and password", true);
  if (typeof code === "number") return new Failure(`it refused the connection (${code})`);
  return failureOf(error);
}

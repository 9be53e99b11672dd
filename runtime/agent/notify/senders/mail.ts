import { createHash } from "node:crypto";
import { isIP } from "node:net";
import { Failure, failureOf } from "../failure";
import type { ChannelSend } from "./sender";

const stepMs = 8_000;
/** The port on which TLS comes before the first word of SMTP. */
const tlsPort = 465;

/** By SMTP, always over TLS: a server that offers none is refused. */
export const mail: ChannelSend<"mail"> = async ({ channel, secrets, message, way }) => {
  const { host, port, from, to, user, ca } = channel;
  if (user !== undefined && secrets.password === undefined)
    throw new Failure("it has no password here yet: run pulumi up for this node", true);
  const { default: nodemailer } = await import("nodemailer");
  const [address = host] = await way.names.addresses(host);
  const transport = nodemailer.createTransport({
    host: address,
    port,
    secure: port === tlsPort,
    requireTLS: true,
    connectionTimeout: stepMs,
    greetingTimeout: stepMs,
    socketTimeout: stepMs,
    ...(user === undefined ? {} : { auth: { user, pass: secrets.password } }),
    tls: { ...(isIP(host) === 0 ? { servername: host } : {}), ...(ca === undefined ? {} : { ca }) },
    // What a message names is never read from a disk or fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const stop = (): void => transport.close();
  way.signal.addEventListener("abort", stop, { once: true });
  try {
    const sent = transport.sendMail({
      from: { name: "ha-dns", address: from },
      to: [...to],
      subject: message.title,
      text: `${message.text}\n`,
      date: new Date(way.now()),
      // The same message of another node can be told as the same.
      messageId: `<${createHash("sha256").update(message.id).digest("hex").slice(0, 32)}@ha-dns.invalid>`,
      headers: { "Auto-Submitted": "auto-generated" },
    });
    await Promise.race([sent, aborted(way.signal)]);
  } catch (error) {
    throw refusal(error);
  } finally {
    way.signal.removeEventListener("abort", stop);
    transport.close();
  }
};

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const fail = () => reject(new Failure("timed out"));
    if (signal.aborted) fail();
    else signal.addEventListener("abort", fail, { once: true });
  });

/** SMTP's 5xx is final, its 4xx is not. The server's own words may hold addresses, and are left out. */
function refusal(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const { code, originalCode, responseCode } = error as Readonly<
    Record<"code" | "originalCode", string | undefined>
  > & {
    readonly responseCode?: number;
  };
  if (responseCode !== undefined) {
    const what = code === "EAUTH" ? "it refused user and password" : "it refused the mail";
    return new Failure(`${what} (${responseCode})`, responseCode >= 500);
  }
  if (code === "EAUTH") return new Failure("it refused user and password", true);
  if (code === "ETLS") return new Failure("it offers no TLS that can be trusted", true);
  // The library gives its own code, and keeps that of the socket.
  return failureOf(originalCode === undefined ? error : { code: originalCode });
}

import { readFileSync } from "node:fs";

const tables = ["/proc/self/net/udp", "/proc/self/net/udp6"];

/**
 * Bytes that wait in this pod's UDP sockets at `port`, in the one that has most. Undefined if the kernel does not tell,
 * or if nobody listens there. Format: proc(5), /proc/net/udp.
 */
export function waitingAt(port: number, files: readonly string[] = tables): number | undefined {
  const queues = files.flatMap((file) => queuesIn(textOf(file), port));
  return queues.length === 0 ? undefined : Math.max(...queues);
}

/** A host without IPv6 has no udp6. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

const hex = (text: string): number => Number.parseInt(text, 16);

function queuesIn(text: string, port: number): number[] {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return text.split("\n").flatMap((line) => {
    const [, local, remote, , queues] = line.trim().split(/\s+/);
    // A socket that is connected is somebody's question to a server, and not the server.
    if (!local?.endsWith(wanted) || !remote?.endsWith(":0000")) return [];
    return [hex(queues?.split(":")[1] ?? "0")];
  });
}

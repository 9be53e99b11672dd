import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Listens on every address of the pod; resolves to the port. Rejects if the port is taken. */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "0.0.0.0", () => resolve((server.address() as AddressInfo).port));
  });
}

/** Closes the port and every connection. */
export function closeNow(server: Server): void {
  server.close();
  server.closeAllConnections();
}

import { execFile } from "node:child_process";
import { appendFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { promisify } from "node:util";
import { log } from "../log";
import type { WebPort } from "./ports";

/** The web server's open ports. */
export class Listeners {
  private servers: Server[] = [];

  constructor(private readonly handle: RequestListener) {}

  /** Opens each port. As in FTL, one that cannot be opened is logged and DNS goes on. */
  async open(ports: readonly WebPort[], certificate: string): Promise<void> {
    for (const port of ports) {
      const server = port.tls
        ? createTlsServer(await loadCertificate(certificate), this.handle)
        : createServer(this.handle);
      const address = port.address ?? "0.0.0.0";
      await new Promise<void>((resolve) => {
        server.once("error", (error) => {
          log(port.optional ? "INFO" : "ERROR", `Cannot listen on ${address}:${port.port}: ${error.message}`);
          resolve();
        });
        server.listen({ host: address, port: port.port, ipv6Only: address.includes(":") }, () => {
          this.servers.push(server);
          resolve();
        });
      });
    }
  }

  async close(): Promise<void> {
    const servers = this.servers.splice(0);
    await Promise.all(
      servers.map((server) => {
        const closed = new Promise((resolve) => server.close(resolve));
        server.closeAllConnections();
        return closed;
      }),
    );
  }
}

/** The certificate and key in one PEM file; self-signed, made where there is none. */
async function loadCertificate(file: string): Promise<{ cert: string; key: string }> {
  if (!existsSync(file)) {
    const args = [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
      "-nodes",
      "-days",
      "3650",
    ];
    const names = ["-subj", "/CN=pi.hole", "-addext", "subjectAltName=DNS:pi.hole"];
    await promisify(execFile)("openssl", [...args, ...names, "-keyout", file, "-out", `${file}.crt`]);
    appendFileSync(file, readFileSync(`${file}.crt`));
    rmSync(`${file}.crt`);
  }
  const pem = readFileSync(file, "utf8");
  return { cert: pem, key: pem };
}

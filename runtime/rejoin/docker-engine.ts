import http from "node:http";

const timeoutMs = 60_000;

/** Docker's engine behind its socket. A call throws, with the engine's own words, if the engine refuses it. */
export class Engine {
  constructor(private readonly socketPath: string) {}

  async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const { status, text } = await this.send(method, path, body);
    if (status >= 400) throw new Error(`${method} ${path}: ${status} ${text.trim()}`);
    return text === "" ? null : (JSON.parse(text) as unknown);
  }

  private send(method: string, path: string, body: unknown): Promise<{ status: number; text: string }> {
    const headers = body === undefined ? {} : { "content-type": "application/json" };
    const options = { socketPath: this.socketPath, method, path, headers, timeout: timeoutMs };
    return new Promise((resolve, reject) => {
      const request = http.request(options, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", reject);
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString("utf8") }),
        );
      });
      request.on("error", reject);
      request.on("timeout", () => request.destroy(new Error(`${method} ${path}: no answer`)));
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

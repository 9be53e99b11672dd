import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { wholeText } from "../../../../../runtime/agent/http/http-ask";

export interface Got {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** An HTTP server that keeps what it is sent. */
export class Sink {
  readonly got: Got[] = [];
  private server: Server | undefined;
  url = "";

  /** `answer` ends the response; 200 and an empty object if there is none. */
  async start(answer?: (response: ServerResponse, got: Got) => void): Promise<this> {
    this.server = createServer((request: IncomingMessage, response) => {
      void wholeText(request, 1_000_000).then((body) => {
        const { method = "", url: path = "", headers } = request;
        const got = { method, path, headers, body };
        this.got.push(got);
        if (answer) answer(response, got);
        else response.end("{}");
      });
    });
    await new Promise<void>((resolve) => this.server!.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  stop(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }
}

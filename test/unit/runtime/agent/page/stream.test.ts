import assert from "node:assert/strict";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { PageStreams, streamLimits, type StreamLimits } from "../../../../../runtime/agent/page/stream";
import { until } from "../../../../../lab/shell";

const limits = { ...streamLimits, beatMs: 20, total: 3, perAddress: 2 };

describe("the page's streams", () => {
  let shown: string;
  let ends: (() => void)[];
  beforeEach(() => {
    shown = "<main>one</main>";
    ends = [];
  });
  afterEach(() => ends.forEach((end) => end()));

  async function served(changes: Partial<StreamLimits> = {}) {
    let came = 0;
    let over = 0;
    const streams = new PageStreams(() => shown, { ...limits, ...changes });
    const server = createServer((request, response) => {
      const address = `192.168.8.${Math.floor(came++ / 2)}`;
      const stream = streams.add(response, request.headers["x-address"]?.toString() ?? address);
      if (stream === undefined) response.writeHead(503).end();
      else void stream.then(() => over++);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    ends.push(() => {
      streams.stop();
      server.close();
      server.closeAllConnections();
    });
    const { port } = server.address() as AddressInfo;
    const open = (address?: string) =>
      new Promise<{ answer: IncomingMessage; text: () => string }>((resolve, reject) => {
        const asked = get(
          { port, headers: address ? { "x-address": address } : {}, agent: false },
          (answer) => {
            let text = "";
            answer.setEncoding("utf8").on("data", (piece: string) => (text += piece));
            answer.on("error", () => undefined);
            resolve({ answer, text: () => text });
          },
        );
        asked.on("error", reject);
        ends.push(() => asked.destroy());
      });
    return { streams, open, over: () => over };
  }

  it("tell each page at once what there is, what changes, and that nothing is new", async () => {
    const { streams, open } = await served();
    const page = await open();
    assert.equal(page.answer.headers["content-type"], "text/event-stream");
    await until("the page", 5_000, () => page.text().includes("event: main\ndata: <main>one</main>\n\n"));
    await until("a beat", 5_000, () => page.text().includes("event: beat\n"));
    shown = "<main>\ntwo</main>";
    streams.push();
    await until("the change", 5_000, () =>
      page.text().includes("event: main\ndata: <main>\ndata: two</main>\n\n"),
    );
    streams.push();
    await until("a beat", 5_000, () => page.text().endsWith("event: beat\ndata:\n\n"));
    assert.equal(page.text().split("event: main").length, 3);
  });

  it("are bounded in all and for each address, and a place that is given back is free", async () => {
    const { open } = await served();
    const [first, second] = [await open("a"), await open("a")];
    assert.equal((await open("a")).answer.statusCode, 503);
    const other = await open("b");
    assert.equal((await open("c")).answer.statusCode, 503);
    for (const { answer } of [first, second, other]) assert.equal(answer.statusCode, 200);
    first.answer.destroy();
    await until("a free place", 5_000, async () => (await open("a")).answer.statusCode === 200);
  });

  it("end after a while, so that who is gone without a word holds no place", async () => {
    const { open } = await served({ longestMs: 50 });
    const { answer } = await open();
    await until("the end", 5_000, () => answer.complete);
  });

  it("end for who does not take what is sent", async () => {
    shown = "x".repeat(1024 * 1024);
    const { streams, open, over } = await served({ behind: 1024 });
    const { answer } = await open();
    answer.pause();
    await until("the end", 5_000, () => {
      shown += "x".repeat(1024 * 1024);
      streams.push();
      return over() === 1;
    });
  });
});

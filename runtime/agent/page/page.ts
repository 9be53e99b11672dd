import type { IncomingMessage, ServerResponse } from "node:http";
import { addressOf } from "../http/connection-gate";
import { pagePath } from "./action";
import { icon, type Asset, type Assets } from "./assets";
import { policyOf } from "./page-head";
import type { Level } from "./node-card";
import { renderMain, renderPage } from "./render";
import { PageStreams } from "./stream";
import { viewOf, type NodeKnowledge, type PageView } from "./page-view";

const headersOf = ({ style }: Assets) => ({
  "Content-Security-Policy": policyOf(true, style),
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
});

export interface PageParts {
  /** What is known now. */
  readonly known: () => NodeKnowledge;
  readonly assets: Assets;
}

/** The page for people. Reading is open to everybody in the subnet, so it names no domain and no client. */
export class ClusterPage {
  private readonly streams = new PageStreams(() => this.main());
  private readonly headers;

  constructor(private readonly parts: PageParts) {
    this.headers = headersOf(parts.assets);
  }

  /** Whether a request is the page's, by its target as it came: nothing is decoded. */
  owns = (target: string): boolean =>
    target.startsWith(pagePath) || target.split("?")[0] === pagePath.slice(0, -1);

  /** Something may have changed. */
  push(): void {
    this.streams.push();
  }

  stop(): void {
    this.streams.stop();
  }

  /** Resolves when the answer is over. */
  serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const [name, value] of Object.entries(this.headers)) response.setHeader(name, value);
    const path = (request.url ?? "").split("?")[0]!;
    if (path === pagePath.slice(0, -1)) {
      response.setHeader("Location", pagePath);
      return send(response, 308, "text/plain; charset=utf-8", `${pagePath}\n`);
    }
    const reads = request.method === "GET" || request.method === "HEAD";
    if (reads && (await this.read(path.slice(pagePath.length), request, response))) return;
    return send(response, 404, "text/plain; charset=utf-8", `There is no such page. See ${pagePath}\n`);
  };

  private async read(name: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const { assets } = this.parts;
    if (name === "") await send(response, 200, "text/html; charset=utf-8", renderPage(this.view(), assets));
    else if (name === "now") await send(response, 200, "text/html; charset=utf-8", this.main());
    else if (name === "events" && request.method === "GET") await this.stream(request, response);
    else if (name === "page.css") await send(response, 200, assets.style.type, assets.style.text);
    else if (name === assets.script.name) await sendAsset(response, assets.script);
    else if (isIcon(name)) await sendAsset(response, iconAsset(name));
    else return false;
    return true;
  }

  private stream(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const busy = (): Promise<void> =>
      send(response, 503, "text/plain; charset=utf-8", "Too many pages are open. This one asks instead.\n");
    return this.streams.add(response, addressOf(request.socket)) ?? busy();
  }

  private view = (): PageView | undefined => viewOf(this.parts.known());

  private main(): string {
    return renderMain(this.view(), this.parts.assets).text;
  }
}

const iconName = /^icon-(good|rest|warn|bad)\.svg$/;
const isIcon = (name: string): boolean => iconName.test(name);
const iconAsset = (name: string): Pick<Asset, "type" | "text"> => ({
  type: "image/svg+xml",
  text: icon(iconName.exec(name)![1] as Level),
});

const sendAsset = (response: ServerResponse, { type, text }: Pick<Asset, "type" | "text">): Promise<void> =>
  send(response, 200, type, text, "public, max-age=86400, immutable");

function send(
  response: ServerResponse,
  status: number,
  type: string,
  text: string,
  caching = "no-store",
): Promise<void> {
  const body = Buffer.from(text);
  return new Promise((resolve) => {
    response.once("close", resolve);
    response.writeHead(status, {
      "Content-Type": type,
      "Content-Length": body.length,
      "Cache-Control": caching,
    });
    response.end(body);
  });
}

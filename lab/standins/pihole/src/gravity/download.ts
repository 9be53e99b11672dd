import { Resolver } from "node:dns/promises";
import { createReadStream, createWriteStream, statSync } from "node:fs";
import { get as httpGet, type IncomingMessage } from "node:http";
import { get as httpsGet } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";

/** Silence of a server, or of an address that nobody has, after which a download has failed, in ms. */
const patience = 10_000;
const mostRedirects = 5;

/** Fetches a list into a file. Throws with the reason; the file may then be incomplete. */
export async function download(address: string, file: string, lookup: LookupFunction): Promise<void> {
  const url = new URL(address);
  if (url.protocol === "file:") {
    const local = fileURLToPath(url);
    // Pi-hole's own script asks for it, whoever runs it.
    if ((statSync(local).mode & 0o004) === 0)
      throw new Error("Cannot read file (file needs to have a+r permission)");
    await pipeline(createReadStream(local), createWriteStream(file));
    return;
  }
  await pipeline(await request(url, lookup, mostRedirects), createWriteStream(file));
}

async function request(url: URL, lookup: LookupFunction, redirects: number): Promise<IncomingMessage> {
  const get = { "http:": httpGet, "https:": httpsGet }[url.protocol];
  if (get === undefined) throw new Error(`cannot fetch ${url.protocol}`);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    // As an option it holds for the connection, too; `setTimeout` would begin when that is there.
    const asked = get(url, { lookup, agent: false, timeout: patience }, resolve);
    asked.on("timeout", () => asked.destroy(new Error("timed out")));
    asked.on("error", reject);
  });
  const { statusCode = 0, headers } = response;
  if (statusCode === 200) return response;
  response.destroy();
  if (statusCode < 300 || statusCode > 399 || headers.location === undefined || redirects === 0) {
    throw new Error(`HTTP status ${statusCode}`);
  }
  return request(new URL(headers.location, url), lookup, redirects - 1);
}

/** Looks names up at Pi-hole's own DNS, and nowhere else. */
export function lookupAt(server: string): LookupFunction {
  const resolver = new Resolver({ timeout: 2000, tries: 1 });
  resolver.setServers([server]);
  return (name, { all }, done) => {
    const answer = isIP(name) === 0 ? resolver.resolve4(name) : Promise.resolve([name]);
    answer.then(
      (found) => {
        const entries = found.map((address) => ({ address, family: isIP(address) }));
        if (all === true) done(null, entries);
        else done(null, entries[0]?.address ?? "", entries[0]?.family);
      },
      (error: unknown) => done(error as NodeJS.ErrnoException, ""),
    );
  };
}

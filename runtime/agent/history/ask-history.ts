import { request, type IncomingMessage } from "node:http";
import { ask, type HttpAnswer } from "../http/http-ask";

const deadlineMs = 20_000;
const longest = 16 * 1024 * 1024;

/** Asks the process that keeps this node's history. Rejects if there is none. */
export const askHistory = (socketPath: string, path: string, aborted?: AbortSignal): Promise<HttpAnswer> =>
  ask(request, { socketPath, path, method: "GET" }, undefined, {
    deadlineMs,
    longest,
    ...(aborted ? { aborted } : {}),
  });

/** Resolves to an answer that is still to come, piece by piece. Rejects if there is none. */
export const streamHistory = (socketPath: string, path: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    request({ socketPath, path, method: "GET" }, resolve).on("error", reject).end();
  });

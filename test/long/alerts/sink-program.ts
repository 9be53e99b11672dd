import { appendFileSync, readFileSync } from "node:fs";
import { createServer } from "node:https";
import { SMTPServer } from "smtp-server";

/*
 * Runs in a container on the internet's side: takes what alerts are sent to it, by HTTPS and by mail, and writes each
 * message as a line. Its key and certificate lie beside it.
 */
const folder = "/sink";
const [key, cert] = ["key.pem", "cert.pem"].map((name) => readFileSync(`${folder}/${name}`, "utf8"));
const keep = (channel: string, text: string): void =>
  appendFileSync(`${folder}/got.jsonl`, `${JSON.stringify({ at: Date.now(), channel, text })}\n`);

createServer({ key, cert }, (request, response) => {
  let text = "";
  request.on("data", (piece) => (text += String(piece)));
  request.on("end", () => {
    keep(request.url === "/" ? "ntfy" : "hook", text);
    response.end("{}");
  });
}).listen(443);

new SMTPServer({
  key,
  cert,
  onAuth: ({ username, password }, _, done) =>
    username === "me" && password === readFileSync(`${folder}/password`, "utf8")
      ? done(null, { user: "me" })
      : done(new Error("no")),
  onData: (stream, _, done) => {
    let text = "";
    stream.on("data", (piece) => (text += String(piece)));
    stream.on("end", () => {
      keep("mail", text);
      done();
    });
  },
}).listen(587);

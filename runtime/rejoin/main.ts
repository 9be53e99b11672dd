import { Engine } from "./docker-engine";
import { rejoin } from "./rejoin";
import { errorText } from "../contract/error-text";

/*
 * The supervisor's: rejoin.js POD MEMBER. Something else than the deployment made the pod again; the member names the
 * former one by id, and cannot start. Needs the engine's socket at its usual place.
 */
async function main([pod, member]: readonly string[]): Promise<void> {
  if (!pod || !member) throw new Error("usage: rejoin.js POD MEMBER");
  await rejoin(new Engine("/var/run/docker.sock"), pod, member);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${errorText(error)}\n`);
  process.exitCode = 1;
});

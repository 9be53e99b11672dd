/** `write` goes on until SIGTERM; `dump FROM` reads what is there, as JSON. */
import type { Dump } from "../../../load/journal-protocol";
import { dump } from "./dump";
import { write } from "./write";

const journal = "/journal";
const notes = "/notes";

async function main([command = "", ...args]: readonly string[]): Promise<void> {
  switch (command) {
    case "write": {
      const abort = new AbortController();
      for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => abort.abort());
      const [address = "", port = ""] = String(process.env.COLLECTOR).split(":");
      await write(
        {
          journal,
          notes,
          collector: { address, port: Number(port) },
          perSecond: Number(process.env.WRITES_PER_SECOND),
          payloadBytes: Number(process.env.PAYLOAD_BYTES),
        },
        abort.signal,
      );
      return;
    }
    case "dump": {
      const found: Dump = dump(journal, notes, Number(args[0] ?? 1));
      process.stdout.write(JSON.stringify(found));
      return;
    }
    default:
      throw new Error(`there is no command "${command}"`);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  // Its socket is open still: it would stand there and write nothing.
  process.exit(1);
});

import { parseArgs } from "node:util";
import { targets } from "./targets";
import { errorText } from "../../runtime/contract/error-text";

const help = `npm run fuzz -- NAME [--minutes N] [--seed N]

Sends generated inputs to a part of the program until the time is over, and checks what that part promises.

${Object.entries(targets)
  .map(([name, { about }]) => `  ${name.padEnd(12)} ${about}`)
  .join("\n")}

  --minutes N   how long; 1 without it
  --seed N      tries what a run with this seed tried

Exit code: 0 every promise was kept, 1 an input broke one (it is printed), 2 the command was not understood.
`;

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      help: { type: "boolean", default: false },
      minutes: { type: "string", default: "1" },
      seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    },
  });
  const [name = ""] = positionals;
  const target = Object.hasOwn(targets, name) ? targets[name] : undefined;
  const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
  if (values.help || !target || !(minutes > 0) || !Number.isInteger(seed)) {
    process.stdout.write(help);
    return values.help ? 0 : 2;
  }
  process.stdout.write(`${name}: ${minutes} min, seed ${seed}\n`);
  const tried = await target.run({ ms: minutes * 60_000, seed });
  process.stdout.write(`${name}: ${tried} inputs, every promise was kept\n`);
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${errorText(error)}\n`);
    process.exit(1);
  },
);

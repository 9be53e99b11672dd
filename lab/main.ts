import path from "node:path";
import { benchMain } from "./bench/bench-command";
import { tidyStackFiles } from "./deploy/pulumi";
import { drillMain } from "./drill";
import { Progress } from "./progress";
import { describeStart } from "./start-report";
import { labSettings } from "./settings";
import { isGood, raiseLab, start } from "./start";
import { down } from "./cluster/down";
import { errorText } from "../runtime/contract/error-text";

const root = path.join(__dirname, "..");
const help = `The lab: the whole cluster on this machine, on virtual nodes.

  npm start           the lab, both stacks deployed, a failover drill, a report   [--json]
  npm run lab         only the lab, up; deploy to it by hand after: . .lab/env
  npm run lab:down    all of it gone
  npm run drill       break something while a client asks: npm run drill -- --help
  npm run bench       the defaults beside common settings: npm run bench -- --help
`;

async function main([command = "", ...args]: readonly string[]): Promise<number> {
  const progress = new Progress();
  switch (command) {
    case "start": {
      const report = await start(root, progress);
      process.stdout.write(args.includes("--json") ? `${JSON.stringify(report)}\n` : describeStart(report));
      return isGood(report) ? 0 : 1;
    }
    case "up":
      await raiseLab(root, progress);
      progress.note(
        "the lab is up; deploy to it with: . .lab/env && npx pulumi stack init NODE && npx pulumi up -s NODE",
      );
      return 0;
    case "down":
      await tidyStackFiles(labSettings(root));
      await down(labSettings(root), { progress });
      return 0;
    case "drill":
      return drillMain(args);
    case "bench":
      return benchMain(args);
    case "--help":
      process.stdout.write(help);
      return 0;
    default:
      process.stderr.write(`there is no command "${command}"\n\n${help}`);
      return 2;
  }
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`\n${errorText(error)}\n`);
    process.exitCode = 1;
  },
);

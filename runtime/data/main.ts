import { ConfigError, loadConfigFile } from "../common/config-file";
import { dataConfigSchema, type DataConfig } from "../contract/data-config";
import { agentTells, dataPaths as paths } from "./data-paths";

const usage = `usage: ha-dns data COMMAND
  status [--json]    datasets, copies, services, kept branches; exit 0 all is well, 1 a person should look
  take [--help]      bring the data to this node
  wait released [--seconds N]  until this node does not have the data (120 s); exit 1 says why it has it still
  replicate [--peer NAME]... [--json]  bring a snapshot to the peers now; does nothing where the data is elsewhere
  run                keep this node's data (systemd's ha-dns-data); ends on SIGTERM
  serve NODE         what the key of that peer may do (sshd's forced command)
  --help`;

const loadConfig = (): DataConfig => loadConfigFile(paths.config, dataConfigSchema);

/** Resolves to the exit code. Loads what a command needs, and no more: a run of replication starts `serve` many times. */
async function main([command = "", ...args]: readonly string[]): Promise<number> {
  const write = (text: string) => process.stdout.write(text);
  const print = (text: string) => write(`${text}\n`);
  switch (command) {
    case "--help":
    case "help":
      print(usage);
      return 0;
    case "run":
      return (await import("./keeper/run-keeper.js")).runKeeper(loadConfig());
    case "status":
      return (await import("./cli.js")).showDataStatus(args, loadConfig(), paths, print);
    case "take":
      return (await import("./cli.js")).take(args, loadConfig(), paths, print);
    case "wait":
      return (await import("./wait.js")).waitReleased(
        args,
        { state: paths.state, peersSeen: agentTells.peersSeen },
        print,
      );
    case "replicate": {
      const config = loadConfig();
      const { replicationOf } = await import("./replication/replication-of.js");
      const { replicate } = await import("./replication/replicate-command.js");
      return replicate(args, { config, paths, ...replicationOf(config, 0), print: write });
    }
    case "serve":
      return (await import("./serve/serve-command.js")).serveCommand(loadConfig(), args[0] ?? "");
    default:
      process.stderr.write(`${command ? `unknown command "${command}"` : "no command"}\n${usage}\n`);
      return 2;
  }
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    const usageError =
      (error as NodeJS.ErrnoException | undefined)?.code?.startsWith("ERR_PARSE_ARGS") === true;
    const expected = error instanceof ConfigError || usageError;
    const text = error instanceof Error ? (expected ? error.message : error.stack) : String(error);
    process.stderr.write(`ha-dns data: ${text}\n`);
    process.exit(expected ? 2 : 1);
  },
);

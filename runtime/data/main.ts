const usage = `usage: data.js COMMAND
  --help`;

/** Resolves to the exit code. */
async function main(args: readonly string[]): Promise<number> {
  if (args[0] === "--help") {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  process.stderr.write(`${usage}\n`);
  return 2;
}

void main(process.argv.slice(2)).then((code) => process.exit(code));

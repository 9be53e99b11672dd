type Level = "INFO" | "WARNING" | "ERROR";

/** Writes a line as FTL.log has it. Never a password. */
export function log(level: Level, text: string): void {
  logLine(`${level}: ${text}`);
}

/** The same for a text that begins with its level. */
export function logLine(text: string): void {
  const now = new Date().toISOString().replace("T", " ").replace("Z", " UTC");
  process.stdout.write(`${now} [${process.pid}] ${text}\n`);
}

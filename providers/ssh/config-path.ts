/**
 * A file's path as a value of ssh's configuration, where a space that is not quoted ends it, and a backslash may stand for
 * what follows. For `ssh -o NAME=VALUE`; options of ssh's own, such as -i, take a path as it is.
 */
export function configPath(file: string, platform: NodeJS.Platform): string {
  const slashed = platform === "win32" ? file.replaceAll("\\", "/") : file;
  return /\s/.test(slashed) ? `"${slashed}"` : slashed;
}

import { addCommand } from "./add/command";
import { adoptCommand } from "./adopt/command";
import { auditCommand } from "./audit/command";
import { backupCommand, restoreCommand } from "./backup/command";
import { completionCommand } from "./completion-command";
import { doctorCommand } from "./doctor/command";
import type { Command } from "./frame/command-type";
import { gamedayCommand } from "./gameday/command";
import { initCommand } from "./init/command";
import { newCommand } from "./new/command";
import { drainCommand, statusCommand, undrainCommand } from "./node/node-commands";
import { observeCommand } from "./observe/command";
import { syncSettingsCommand } from "./sync/settings-command";
import { preflightCommand } from "./preflight/command";
import { upCommand } from "./up/command";
import { upgradeCommand } from "./upgrade/command";

/** Every command of `ha-dns`, in the order of the help. A command is a file of its own, and its line here. */
export const commands: readonly Command[] = [
  newCommand,
  initCommand,
  addCommand,
  doctorCommand,
  upCommand,
  upgradeCommand,
  statusCommand,
  drainCommand,
  undrainCommand,
  preflightCommand,
  adoptCommand,
  syncSettingsCommand,
  backupCommand,
  restoreCommand,
  gamedayCommand,
  observeCommand,
  auditCommand,
  completionCommand(() => commands),
];

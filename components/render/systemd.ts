import { containers, podMembers } from "../../runtime/contract/names";
import { keeperFile, runFolder } from "./paths";
import { lines } from "./text";

/** The unit that keeps the node's containers running, in order, from boot on. */
export const renderUnit = (): string =>
  lines(
    "# Rendered from the config of this node's stack; changes by hand are undone.",
    "[Unit]",
    "Description=Keeps the DNS containers of this node running, in order",
    "After=docker.service",
    "Wants=docker.service",
    "StartLimitIntervalSec=0",
    "",
    "[Service]",
    `ExecStart=${keeperFile} ${containers.pod} ${podMembers.join(" ")} -- ${containers.unbound}`,
    "Restart=always",
    "RestartSec=1",
    `RuntimeDirectory=${runFolder.replace("/run/", "")}`,
    "RuntimeDirectoryPreserve=yes",
    "",
    "[Install]",
    "WantedBy=multi-user.target",
  );

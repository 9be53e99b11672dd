import * as pulumi from "@pulumi/pulumi";
import { readKey, type SshTarget } from "../providers/ssh/target";

/** How a remote command reaches a host; its private key is a secret in the state. */
export const overSsh = (ssh: SshTarget) => ({
  connection: {
    host: ssh.host,
    port: ssh.port,
    user: ssh.user,
    privateKey: pulumi.secret(readKey(ssh)),
    hostKey: ssh.hostKeys[0]!,
    dialErrorLimit: 3,
  },
  // As variables of the environment, which sshd refuses: each update and destroy would warn about AcceptEnv.
  addPreviousOutputInEnv: false,
});

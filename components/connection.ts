import * as pulumi from "@pulumi/pulumi";
import { readKey, type SshTarget } from "../providers/ssh/target";

/** How a remote command reaches a host; its private key is a secret in the state. */
export const connection = (ssh: SshTarget) => ({
  host: ssh.host,
  port: ssh.port,
  user: ssh.user,
  privateKey: pulumi.secret(readKey(ssh)),
  hostKey: ssh.hostKeys[0]!,
  dialErrorLimit: 3,
});

import type { SshTarget } from "../../providers/ssh/target";
import { problem, type Finding } from "./finding";

/** A host that could not be asked. */
export function noAccess(node: string, ssh: SshTarget, trouble: string): Finding {
  const { user, host, port, keyFile } = ssh;
  return {
    ...problem(trouble, `${user}@${host}, port ${port}, lets ${keyFile} in`, fix(ssh, trouble)),
    node,
    check: "ssh",
  };
}

function fix({ user, host, port, keyFile }: SshTarget, trouble: string): string {
  if (/authentication methods failed/i.test(trouble))
    return (
      `let the key in as ${user}: ssh USER@${host} 'sudo install -d -m 700 /root/.ssh && ` +
      `sudo tee -a /root/.ssh/authorized_keys' <${keyFile}.pub; sshd has to have PermitRootLogin prohibit-password`
    );
  if (/logged in as|Please login as/i.test(trouble))
    return `on the host, take what stands before the key in /root/.ssh/authorized_keys out (command="…", as cloud images have it)`;
  if (/ECONNREFUSED/.test(trouble))
    return `start sshd on the host (systemctl enable --now ssh), or correct its port: pulumi config set sshPort ${port}`;
  if (/which does not exist/.test(trouble))
    return `ssh-keygen -t ed25519 -N "" -f ${keyFile}, then ssh-copy-id -i ${keyFile} ${user}@${host}`;
  if (/passphrase|Encrypted/i.test(trouble))
    return "make a key without a passphrase for the deployment, and name it: pulumi config set sshKey FILE";
  if (/no host key|host key is none/.test(trouble))
    return `compare the host's key: ssh -p ${port} ${user}@${host} true`;
  return `is the host switched on, on the LAN, and at ${host}? Correct its address: pulumi config set host ADDRESS -s NODE`;
}

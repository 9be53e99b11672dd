/**
 * The program, with its arguments, that makes a mount of ZFS read-only or writable; one that is so already is read again.
 * Since version 2.41, mount uses the kernel's newer calls, by which FUSE refuses each change ("No changes allowed in
 * reconfigure"). The variable has it use the older call; earlier versions know no other.
 */
export const remountCommand = (folder: string, writable: boolean): readonly [string, readonly string[]] => [
  "env",
  ["LIBMOUNT_FORCE_MOUNT2=always", "mount", "-i", "-o", `remount,${writable ? "rw" : "ro"}`, folder],
];

// Files on a computer of the Internet: to fetch one, Windows hands over the password of whoever opens the document
// (ATT&CK T1187).

const share = /^\s{0,20}(?:file:[\\/]{2,5}|smb:\/\/|\\\\|\/\/)([^\\/@:?#\s"]{1,253})(?:@\w{1,10}){0,2}[\\/]/i;
const ownNetwork =
  /^(?:10|127)\.|^192\.168\.|^169\.254\.|^172\.(?:1[6-9]|2\d|3[01])\.|\.(?:local|lan|internal|intranet|corp|home|localdomain)$/i;

/** `\\host.example\share\a`, `file://host.example/a`. A name without a dot and a private address are somebody's own network. */
export function isForeignFile(target: string): boolean {
  const host = share.exec(target.slice(0, 400))?.[1];
  return host?.includes('.') === true && !ownNetwork.test(host);
}

// main.cf and master.cf of the two instances: in front one that filters through Postern, behind one that delivers.
import { join } from 'node:path';

export interface InstancePorts {
  /** Of the run; each instance has a folder of its own in it. */
  readonly folder: string;
  /** Where the front one listens for mail from outside and from inside. */
  readonly outside: number;
  readonly inside: number;
  readonly behind: number;
  /** Postern's. Of use in front only. */
  readonly inbound?: number;
  readonly outbound?: number;
}

export const frontName = 'front.test.example';

export function configuration(name: 'front' | 'behind', ports: InstancePorts): string {
  return mainFile(join(ports.folder, name), name === 'front' ? inFront(ports) : atTheEnd(ports));
}

/** What every instance in a folder of its own has, and `more`. */
export function mainFile(folder: string, more: Readonly<Record<string, string>>): string {
  const lines = {
    compatibility_level: '3.6',
    config_directory: folder,
    queue_directory: join(folder, 'queue'),
    data_directory: join(folder, 'data'),
    maillog_file: join(folder, 'log'),
    maillog_file_prefixes: folder,
    inet_protocols: 'ipv4',
    mynetworks: '127.0.0.0/8',
    mydestination: '',
    alias_maps: '',
    alias_database: '',
    local_recipient_maps: '',
    smtpd_relay_restrictions: 'permit_mynetworks, reject',
    smtpd_peername_lookup: 'no',
    smtp_dns_support_level: 'disabled',
    smtp_tls_security_level: 'none',
    message_size_limit: '60000000',
    mailbox_size_limit: '0',
    // Mail passes as it is: nothing rewritten, dropped or folded.
    local_header_rewrite_clients: '',
    message_drop_headers: '',
    smtp_line_length_limit: '0',
    ...more,
  };
  return Object.entries(lines)
    .map(([key, value]) => `${key} = ${value}\n`)
    .join('');
}

function inFront({ behind }: InstancePorts): Record<string, string> {
  return {
    myhostname: frontName,
    // Reports of its own go past the filter.
    default_transport: `smtp:[127.0.0.1]:${behind}`,
    // An outage of seconds is worked off in seconds.
    minimal_backoff_time: '2s',
    maximal_backoff_time: '4s',
    queue_run_delay: '2s',
  };
}

function atTheEnd({ folder }: InstancePorts): Record<string, string> {
  return {
    myhostname: 'behind.test.example',
    // Everybody has one Maildir together; Delivered-To tells the copies apart.
    virtual_mailbox_domains: 'static:all',
    virtual_mailbox_base: folder,
    virtual_mailbox_maps: 'static:mail/',
    virtual_uid_maps: 'static:65534',
    virtual_gid_maps: 'static:65534',
    virtual_mailbox_limit: '0',
  };
}

export function services(name: 'front' | 'behind', ports: InstancePorts): string {
  const listeners =
    name === 'behind'
      ? [`127.0.0.1:${ports.behind} inet n - n - - smtpd`]
      : [
          `127.0.0.1:${ports.outside} inet n - n - - smtpd -o content_filter=smtp:[127.0.0.1]:${ports.inbound}`,
          `127.0.0.1:${ports.inside} inet n - n - - smtpd -o content_filter=smtp:[127.0.0.1]:${ports.outbound}`,
        ];
  return masterFile(listeners);
}

export function masterFile(listeners: readonly string[]): string {
  return `${[...listeners, ...internalServices].join('\n')}\n`;
}

/** As Debian has them, without chroot. */
const internalServices = [
  'pickup unix n - n 60 1 pickup',
  'cleanup unix n - n - 0 cleanup',
  'qmgr unix n - n 300 1 qmgr',
  'tlsmgr unix - - n 1000? 1 tlsmgr',
  'rewrite unix - - n - - trivial-rewrite',
  'bounce unix - - n - 0 bounce',
  'defer unix - - n - 0 bounce',
  'trace unix - - n - 0 bounce',
  'verify unix - - n - 1 verify',
  'flush unix n - n 1000? 0 flush',
  'proxymap unix - - n - - proxymap',
  'smtp unix - - n - - smtp',
  'relay unix - - n - - smtp',
  'showq unix n - n - - showq',
  'error unix - - n - - error',
  'retry unix - - n - - error',
  'discard unix - - n - - discard',
  'local unix - n n - - local',
  'virtual unix - n n - - virtual',
  'anvil unix - - n - 1 anvil',
  'scache unix - - n - 1 scache',
  'postlog unix-dgram n - n - 1 postlogd',
];

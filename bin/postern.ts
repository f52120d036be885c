// The command line: finds the command and runs it. Each command is one file in cli/.
import { readFile } from 'node:fs/promises';
import { CannotRun, exit, isOfArguments, wrongArguments } from '../cli/exit.ts';
import { errorFacts } from '../cli/log.ts';

type Command = (args: readonly string[]) => Promise<number>;

const commands: Readonly<Record<string, { readonly does: string; readonly load: () => Promise<Command> }>> = {
  up: { does: 'start the gateway on this machine', load: async () => (await import('../cli/up.ts')).up },
  scan: {
    does: 'scan messages from files, folders or standard input',
    load: async () => (await import('../cli/scan.ts')).scan,
  },
  held: { does: 'list, show or release held messages', load: async () => (await import('../cli/held.ts')).held },
  exceptions: {
    does: 'ask for, decide or list one-time exceptions from a block',
    load: async () => (await import('../cli/exceptions.ts')).exceptions,
  },
  appeals: {
    does: 'lodge, decide or list appeals against a block or refusal',
    load: async () => (await import('../cli/appeals.ts')).appeals,
  },
  blocks: {
    does: 'ask for, decide, undo or list senders to be blocked',
    load: async () => (await import('../cli/blocks.ts')).blocks,
  },
  report: {
    does: 'print the quarterly report',
    load: async () => (await import('../cli/report.ts')).report,
  },
  people: {
    does: 'add the first administrator, take over people from Human Resources',
    load: async () => (await import('../cli/people.ts')).people,
  },
  approvers: {
    does: 'say who may approve the reading of held mail, and sign as one',
    load: async () => (await import('../cli/approvers.ts')).approvers,
  },
  audit: {
    does: 'export the audit trail, or verify an export',
    load: async () => (await import('../cli/audit.ts')).audit,
  },
  backup: {
    does: 'copy everything to a folder, beside the running gateway',
    load: async () => (await import('../cli/backup.ts')).backup,
  },
  restore: {
    does: 'make a data folder of a backup',
    load: async () => (await import('../cli/restore.ts')).restore,
  },
  export: {
    does: 'write everything in open formats',
    load: async () => (await import('../cli/export.ts')).exportData,
  },
  documents: {
    does: 'register documents so that copies of them are recognised',
    load: async () => (await import('../cli/documents.ts')).documents,
  },
  records: {
    does: 'register tables of records so that their values are recognised',
    load: async () => (await import('../cli/records.ts')).records,
  },
  'password-hash': {
    does: 'make the passwordHash of an account for postern.yaml',
    load: async () => (await import('../cli/password-hash.ts')).passwordHash,
  },
  policy: {
    does: 'check, explain or describe the policy',
    load: async () => (await import('../cli/policy.ts')).policy,
  },
};

function usage(): string {
  const lines = Object.entries(commands).map(([name, { does }]) => `  postern ${name.padEnd(13)} ${does}`);
  return `usage: postern COMMAND …\n\n${lines.join('\n')}\n\nEach command explains itself: postern COMMAND --help\n`;
}

async function version(): Promise<string> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return String((JSON.parse(text) as { version: unknown }).version);
}

async function main([name, ...args]: readonly string[]): Promise<number> {
  if ([name, args[0]].includes('--version')) {
    process.stdout.write(`postern ${await version()}\n`);
    return exit.fine;
  }
  if (name === undefined || ['--help', '-h', 'help'].includes(name)) {
    process.stdout.write(usage());
    return name === undefined ? exit.couldNotRun : exit.fine;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) throw new CannotRun(`there is no command "${name}"; postern --help lists them`);
  const run = await command.load();
  try {
    return await run(args);
  } catch (cause) {
    throw isOfArguments(cause) ? wrongArguments(cause, `postern ${name}`) : cause;
  }
}

/** What an error says may quote a message, so only its kind and place are told. */
function unforeseen(cause: unknown): string {
  const { error = 'error', place = 'an unknown place' } = errorFacts(cause);
  return `stopped by something unforeseen (${error} at ${place}); please report it with the command you gave`;
}

// Whoever reads our output may stop reading; a full disk behind it is a reason not to go on.
process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
  if (cause.code !== 'EPIPE') process.stderr.write(`postern: the output cannot be written (${cause.code})\n`);
  process.exit(cause.code === 'EPIPE' ? exit.fine : exit.couldNotRun);
});

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (cause) {
  process.stderr.write(`postern: ${cause instanceof CannotRun ? cause.message : unforeseen(cause)}\n`);
  process.exitCode = exit.couldNotRun;
}

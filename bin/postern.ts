// The command line: finds the command and runs it. Each command is one file in cli/.
import { readFile } from 'node:fs/promises';
import { CannotRun, exit, isOfArguments, wrongArguments } from '../cli/exit.ts';
import { errorFacts } from '../cli/log.ts';

interface Command {
  readonly help: string;
  /** Resolves to the exit code. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

const commands: Readonly<Record<string, { readonly does: string; readonly load: () => Promise<Command> }>> = {
  up: { does: 'start the gateway on this machine', load: () => import('../cli/up.ts') },
  scan: {
    does: 'scan messages from files, folders or standard input',
    load: () => import('../cli/scan.ts'),
  },
  held: { does: 'list, show or release held messages', load: () => import('../cli/held.ts') },
  exceptions: {
    does: 'ask for, decide or list one-time exceptions from a block',
    load: () => import('../cli/exceptions.ts'),
  },
  appeals: {
    does: 'lodge, decide or list appeals against a block or refusal',
    load: () => import('../cli/appeals.ts'),
  },
  blocks: {
    does: 'ask for, decide, undo or list senders to be blocked',
    load: () => import('../cli/blocks.ts'),
  },
  report: {
    does: 'print the quarterly report',
    load: () => import('../cli/report.ts'),
  },
  people: {
    does: 'add the first administrator, take over people from Human Resources',
    load: () => import('../cli/people.ts'),
  },
  approvers: {
    does: 'say who may approve the reading of held mail, and sign as one',
    load: () => import('../cli/approvers.ts'),
  },
  audit: {
    does: 'export the audit trail, or verify an export',
    load: () => import('../cli/audit.ts'),
  },
  backup: {
    does: 'copy everything to a folder, beside the running gateway',
    load: () => import('../cli/backup.ts'),
  },
  restore: {
    does: 'make a data folder of a backup',
    load: () => import('../cli/restore.ts'),
  },
  export: {
    does: 'write everything in open formats',
    load: () => import('../cli/export.ts'),
  },
  documents: {
    does: 'register documents so that copies of them are recognised',
    load: () => import('../cli/documents.ts'),
  },
  records: {
    does: 'register tables of records so that their values are recognised',
    load: () => import('../cli/records.ts'),
  },
  'password-hash': {
    does: 'make the passwordHash of an account for postern.yaml',
    load: () => import('../cli/password-hash.ts'),
  },
  policy: {
    does: 'check, explain or describe the policy',
    load: () => import('../cli/policy.ts'),
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
  if (name === undefined || name === 'help' || asksForHelp([name])) {
    process.stdout.write(usage());
    return name === undefined ? exit.couldNotRun : exit.fine;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) throw new CannotRun(`there is no command "${name}"; postern --help lists them`);
  const { help, run } = await command.load();
  if (asksForHelp(args)) {
    process.stdout.write(help);
    return exit.fine;
  }
  try {
    return await run(args);
  } catch (cause) {
    throw isOfArguments(cause) ? wrongArguments(cause, `postern ${name}`) : cause;
  }
}

/** Behind `--` every word is a name. */
function asksForHelp(args: readonly string[]): boolean {
  const options = args.slice(0, args.includes('--') ? args.indexOf('--') : args.length);
  return options.includes('--help') || options.includes('-h');
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

// Finds parts that do harm when opened: programs, scripts, active documents, and names that hide what a file is.
import type { Finding } from '../../../model/finding.ts';
import type { Part } from '../../../model/part.ts';
import type { Rule, Rulebook } from '../../../rulebook/rulebook.ts';
import { extensionOf } from '../../extract/type/extension.ts';
import type { Detector } from '../detector.ts';
import { disguiseOf } from './disguised-name.ts';
import { fewOfMany } from './few-of-many.ts';
import { type Nature, natureOf } from './nature.ts';

/** One finding per rule and part, as far as they are not too many. What a rule looks for stands in its parameters. */
export const detectUnsafe: Detector = ({ readings, rulebook }) => {
  const tests = rulebook.rulesFor('unsafe').map((rule) => ({ rule, test: testOf(rule, rulebook) }));
  const findings = readings.flatMap(({ part }) =>
    tests.flatMap(({ rule, test }) => {
      const value = test(part);
      return value === null ? [] : [findingOf(rule, part, value)];
    }),
  );
  return fewOfMany(findings);
};

type Value = Readonly<Record<string, unknown>>;
type Test = (part: Part) => Value | null;

/** Any of the parameters given may match, in parts of the `roles` given. Throws on a list that does not exist. */
function testOf({ parameters }: Rule, rulebook: Rulebook): Test {
  const facts = new Set(texts(parameters.facts));
  const roles = new Set(texts(parameters.roles));
  const natures = new Set(texts(parameters.natures));
  const extensions = typeof parameters.extensions === 'string' ? rulebook.list(parameters.extensions) : null;
  const disguise = typeof parameters.disguise === 'string' ? rulebook.list(parameters.disguise) : null;
  const programs = typeof parameters.programs === 'string' ? rulebook.list(parameters.programs) : null;
  return (part) => {
    if (roles.size > 0 && !roles.has(isSavedPage(part) ? 'embedded' : part.role)) return null;
    const fact = part.facts.find((one) => facts.has(one));
    if (fact !== undefined) return { fact, type: part.type };
    const nature = natureOf(part.type);
    if (nature !== null && natures.has(nature)) return { nature, type: part.type };
    if (extensions !== null && isRunByName(part, nature, extensions))
      return { extension: extensionOf(part.name), type: part.type };
    if (disguise === null || programs === null) return null;
    const how = disguiseOf(part, { documents: disguise, programs });
    return how === null ? null : { disguise: how, type: part.type };
  };
}

/** A web archive has the form of a message, but a browser shows it: its body is a page. */
function isSavedPage({ path, role }: Part): boolean {
  return role === 'body' && /\.mht(?:ml)?>body[^>]{0,20}$/i.test(path.slice(-40));
}

/** What a content that was recognised runs as is another rule's business; harmless text cannot run as a `.com`. */
function isRunByName(part: Part, nature: Nature | null, extensions: ReadonlySet<string>): boolean {
  const extension = extensionOf(part.name);
  if (extension === '' || nature !== null || !extensions.has(extension)) return false;
  const bodies = part.role === 'body' || part.role === 'message';
  return !bodies && !(extension === 'com' && part.type.startsWith('text/'));
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function findingOf(rule: Rule, part: Part, value: Value): Finding {
  return {
    rule: rule.id,
    kind: rule.kind,
    severity: rule.severity,
    confidence: rule.confidence,
    where: part.path,
    value,
    owner: null,
  };
}

// Texts of a PresentationML document: slides in order, notes, comments, and what stands on masters and layouts.
import type { RegionKind } from '../../../../model/part.ts';
import type { Gathering } from '../gathering.ts';
import { attribute, attributesOf } from '../xml-scan.ts';
import { drawingTextHandler } from './drawing-text.ts';
import type { OfficePackage } from './package.ts';

/** Parts behind a slide or the presentation that hold text of their own. */
const relatedKinds: ReadonlyMap<string, { kind: RegionKind; region: string }> = new Map(
  Object.entries({
    notesSlide: { kind: 'notes', region: 'notes' },
    comments: { kind: 'comment', region: 'comment' },
    slideLayout: { kind: 'master', region: 'layout' },
    slideMaster: { kind: 'master', region: 'master' },
    notesMaster: { kind: 'master', region: 'notes-master' },
    handoutMaster: { kind: 'master', region: 'handout-master' },
  }),
);

export function readPresentation(pack: OfficePackage, main: string, found: Gathering): void {
  const slides = slidesInOrder(pack, main);
  const read = new Set<string>(slides);
  for (const [index, slide] of slides.entries()) readSlide(pack, slide, index + 1, found);
  // Layouts and masters are reached over one another; each is read once.
  const toFollow = [...slides, main];
  for (let part = toFollow.shift(); part !== undefined; part = toFollow.shift()) {
    for (const { type, target, external } of pack.relationships(part)) {
      const related = relatedKinds.get(type);
      if (related === undefined || external || read.has(target)) continue;
      read.add(target);
      toFollow.push(target);
      pack.scan(target, drawingTextHandler(found.open(related.kind, related.region)));
    }
  }
}

function slidesInOrder(pack: OfficePackage, main: string): string[] {
  const slides = new Map<string, string>();
  for (const { id, type, target, external } of pack.relationships(main)) {
    if (type === 'slide' && !external) slides.set(id, target);
  }
  const ordered: string[] = [];
  pack.scan(main, {
    open: (tag) => {
      if (tag.name !== 'sldId') return;
      // Both `id` and `r:id` are there; only the relationship's names a slide.
      const id = /\s[\w.-]{1,40}:id\s*=\s*["']([^"']{1,200})["']/.exec(tag.attributes.slice(0, 1000))?.[1] ?? '';
      const slide = slides.get(id);
      if (slide !== undefined && slides.delete(id)) ordered.push(slide);
    },
  });
  return [...ordered, ...slides.values()];
}

function readSlide(pack: OfficePackage, slide: string, number: number, found: Gathering): void {
  let hidden = false;
  pack.scan(slide, {
    open: (tag) => {
      if (tag.name === 'sld') hidden = /^(0|false)$/.test(attribute(tag, 'show') ?? '');
    },
  });
  const sink = found.open(hidden ? 'hidden' : 'slide', `slide:${number}`);
  const text = drawingTextHandler(sink, found);
  pack.scan(slide, {
    ...text,
    open: (tag) => {
      text.open?.(tag);
      // Alternative text of pictures is read aloud and searched, so it counts as text.
      if (tag.name === 'cNvPr') noteDescription(attributesOf(tag).get('descr'), number, found);
    },
  });
}

function noteDescription(description: string | undefined, slide: number, found: Gathering): void {
  if (description !== undefined && description !== '') found.add('hidden', `slide:${slide}-description`, description);
}

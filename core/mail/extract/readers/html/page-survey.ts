// Where the links and forms of a page lead, what a person sees in their place, and how much of the text nobody sees.
import type { PageLink, PageSurvey } from '../../../../model/part.ts';

export interface PageSurveyor {
  open(name: string, attributes: ReadonlyMap<string, string>): void;
  close(name: string): void;
  text(value: string, within: { readonly name: string; readonly ownHidden: boolean }): void;
  end(): PageSurvey;
}

const mostLinks = 1000;
const longestTarget = 2000;
const longestShown = 300;
/** Their text is shown nowhere on the page of any honest mail. */
const unseen = new Set(['title', 'head']);

export function surveyPage(): PageSurveyor {
  const links: PageLink[] = [];
  let anchor: { readonly target: string; text: string } | null = null;
  let hidden = 0;
  let visible = 0;

  function add(link: PageLink): void {
    if (links.length < mostLinks) links.push(link);
  }

  function endAnchor(): void {
    if (anchor !== null) add({ target: anchor.target, shown: anchor.text.trim(), from: 'anchor' });
    anchor = null;
  }

  return {
    open(name, attributes) {
      if (name === 'form') {
        const target = targetOf(attributes.get('action'));
        if (target !== '') add({ target, shown: null, from: 'form' });
      } else if (name === 'a' || name === 'area') {
        endAnchor();
        const target = targetOf(attributes.get('href'));
        if (target !== '') anchor = { target, text: '' };
        if (name === 'area') endAnchor();
      }
    },
    close(name) {
      if (name === 'a') endAnchor();
    },
    text(value, { name, ownHidden }) {
      if (unseen.has(name)) return;
      const length = value.trim().length;
      if (ownHidden) hidden += length;
      else visible += length;
      if (anchor !== null && anchor.text.length < longestShown) anchor.text += value.slice(0, longestShown);
    },
    end() {
      endAnchor();
      return { links, hidden, visible };
    },
  };
}

function targetOf(written: string | undefined): string {
  return written?.trim().slice(0, longestTarget) ?? '';
}

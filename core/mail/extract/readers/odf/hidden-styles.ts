// Names of ODF styles whose text or sheets nobody sees.
import type { Budget } from '../../limits.ts';
import { attribute, attributesOf, scanXml } from '../xml-scan.ts';

/** Text styles with `text:display="none"` and table styles with `table:display="false"`. */
export function readHiddenStyles(source: string, budget: Budget): string[] {
  const hidden: string[] = [];
  let style = '';
  scanXml(
    source,
    {
      open: (tag) => {
        if (tag.name === 'style') style = attribute(tag, 'name') ?? '';
        else if (tag.name === 'text-properties' || tag.name === 'table-properties') {
          const display = attributesOf(tag).get('display');
          if (display === 'none' || display === 'false') hidden.push(style);
        }
      },
    },
    budget,
  );
  return hidden;
}

// Properties of an OpenDocument file (meta.xml): one text per property, user-defined ones by their own names.
import type { Gathering } from '../gathering.ts';
import { attribute, attributesOf, type XmlHandler } from '../xml-scan.ts';

export function odfMetaHandler(found: Gathering): XmlHandler {
  let inMeta = false;
  let property = '';
  let value: string[] = [];
  return {
    open: (tag) => {
      if (tag.name === 'meta') inMeta = true;
      else if (inMeta) {
        property = tag.name === 'user-defined' ? (attribute(tag, 'name') ?? tag.name) : tag.name;
        value = [];
        if (tag.name === 'template' && /^(https?|ftp|\\\\)/i.test(attributesOf(tag).get('href') ?? ''))
          found.fact('external-template');
      }
    },
    text: (text) => value.push(text),
    close: (name) => {
      if (name === 'meta') inMeta = false;
      else if (inMeta) found.add('property', `property:${property.slice(0, 200)}`, value.join('').trim(), property);
      value = [];
    },
  };
}

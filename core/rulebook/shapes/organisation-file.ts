// What stands in policy/organisations/*.yaml: who is who. What happens to their mail is a pack's business.
import { z } from 'zod';
import { bilingual } from './text.ts';

const address = z.string().regex(/^[^\s@]+@[^\s@]+$/, 'not an address — write one such as name@agency.example');
const domain = z.string().regex(/^[^\s@]+$/, 'not a domain — write one such as agency.example');
const addressOrDomain = z
  .string()
  .regex(/^[^\s@]+(@[^\s@]+)?$/, 'neither an address nor a domain — write one such as agency.example');

const zone = z.string().refine(isZone, 'no time zone of the IANA list — write one such as America/Toronto');

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export const organisationFile = z.strictObject({
  name: bilingual,
  /** Whose days count for dates of rights, retention and quarters. */
  zone: zone.default('UTC'),
  domains: z.array(domain).min(1),
  partners: z.array(z.strictObject({ domain, encrypted: z.boolean() })),
  contact: address,
  notice_from: address,
  declared_personal: z.array(addressOrDomain).default([]),
  shared_mailboxes: z.record(address, address).default({}),
  protected_senders: z.array(addressOrDomain).default([]),
  exempt: z.array(addressOrDomain).default([]),
  encryption_group: z.array(addressOrDomain).default([]),
  /** Outsiders whom the organisation deals with at addresses that look private: they count as external, never as personal. */
  business_contacts: z.array(addressOrDomain).default([]),
  consents: z
    .array(
      z.strictObject({
        party: addressOrDomain,
        basis: z.enum(['consent', 'contract']),
        reference: z.string().trim().min(1),
        until: z.iso.date().optional(),
      }),
    )
    .default([]),
  appeals: z.strictObject({ body: z.string().trim().min(1), address }).optional(),
  people: z.array(z.strictObject({ name: z.string().trim().min(1), address })).default([]),
});

export type OrganisationFile = z.infer<typeof organisationFile>;

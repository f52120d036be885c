// A policy that says nothing, for workers that examine nothing.
import type { PolicyData } from '../../../core/rulebook/policy-data.ts';

export function noPolicy(name: string): PolicyData {
  return {
    pack: {
      name,
      hash: '0'.repeat(64),
      organisation: {
        name: { en: 'Ours', fr: 'Nous' },
        domains: ['ours.example'],
        partners: [],
        contact: 'help@ours.example',
        noticeFrom: 'postmaster@ours.example',
        declaredPersonal: [],
        sharedMailboxes: {},
        exempt: [],
      },
      clauses: [],
      matrices: [],
      schemes: [],
    },
    schemes: new Map(),
    rules: new Map(),
    lists: new Map(),
  };
}

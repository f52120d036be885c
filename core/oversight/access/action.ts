// Everything a person can ask of oversight, and in which of the kinds of monitoring it lies.

/**
 * operational: counts and health, never a person's mail. content: what was retained, in a case. misuse: suspicions and
 * cases. own: one's own affairs. governance: rights, audit, retention and requests of law.
 */
export const areas = ['own', 'operational', 'misuse', 'content', 'governance'] as const;
export type Area = (typeof areas)[number];

export type ResourceType = 'System' | 'Person' | 'Case' | 'Access' | 'Held' | 'Request' | 'Exception' | 'SenderBlock';

interface ActionFacts {
  readonly area: Area;
  readonly resource: ResourceType;
}

export const actions = {
  'view-self': { area: 'own', resource: 'Person' },
  'list-own-held': { area: 'own', resource: 'Person' },
  'ask-exception': { area: 'own', resource: 'Person' },
  appeal: { area: 'own', resource: 'Person' },
  'report-unwanted': { area: 'own', resource: 'Person' },
  'report-incident': { area: 'own', resource: 'Person' },
  'report-finding': { area: 'own', resource: 'Person' },
  'view-team': { area: 'own', resource: 'Person' },

  'view-health': { area: 'operational', resource: 'System' },
  'view-counts': { area: 'operational', resource: 'System' },
  'import-people': { area: 'governance', resource: 'System' },
  'list-people': { area: 'governance', resource: 'System' },
  'list-rights': { area: 'governance', resource: 'System' },
  'give-right': { area: 'governance', resource: 'Person' },
  'end-right': { area: 'governance', resource: 'Person' },
  'reset-account': { area: 'governance', resource: 'Person' },
  'keep-mailboxes': { area: 'governance', resource: 'System' },

  'refer-suspicion': { area: 'misuse', resource: 'Person' },
  'view-referral': { area: 'misuse', resource: 'Case' },
  'list-cases': { area: 'misuse', resource: 'System' },
  'view-case': { area: 'misuse', resource: 'Case' },
  'open-case': { area: 'misuse', resource: 'System' },
  'move-case': { area: 'misuse', resource: 'Case' },
  'authorise-investigator': { area: 'misuse', resource: 'Case' },

  'ask-access': { area: 'content', resource: 'Case' },
  'search-case': { area: 'content', resource: 'Case' },
  'decide-access': { area: 'content', resource: 'Access' },
  'revoke-access': { area: 'content', resource: 'Access' },
  'view-item': { area: 'content', resource: 'Access' },
  'view-original': { area: 'content', resource: 'Access' },
  'export-items': { area: 'content', resource: 'Access' },
  'dispute-finding': { area: 'content', resource: 'Access' },

  'list-held': { area: 'misuse', resource: 'System' },
  'view-held': { area: 'misuse', resource: 'Held' },
  'decide-held': { area: 'misuse', resource: 'Held' },
  'list-exceptions': { area: 'misuse', resource: 'System' },
  'decide-exception': { area: 'misuse', resource: 'Exception' },
  'list-appeals': { area: 'misuse', resource: 'System' },
  'decide-appeal': { area: 'misuse', resource: 'Person' },

  'ask-sender-block': { area: 'own', resource: 'Person' },
  'list-sender-blocks': { area: 'misuse', resource: 'System' },
  'decide-sender-block': { area: 'misuse', resource: 'SenderBlock' },

  'list-incidents': { area: 'misuse', resource: 'System' },
  'move-incident': { area: 'misuse', resource: 'System' },
  'list-wrong-findings': { area: 'misuse', resource: 'System' },
  'decide-wrong-finding': { area: 'misuse', resource: 'System' },

  'view-report': { area: 'governance', resource: 'System' },
  'keep-requests': { area: 'governance', resource: 'System' },
  'move-request': { area: 'governance', resource: 'Request' },
  'hold-legally': { area: 'governance', resource: 'Request' },
  'list-disposals': { area: 'governance', resource: 'System' },
  'search-audit': { area: 'governance', resource: 'System' },
  'export-audit': { area: 'governance', resource: 'System' },
  'verify-audit': { area: 'governance', resource: 'System' },
} as const satisfies Record<string, ActionFacts>;

export type Action = keyof typeof actions;
export const actionNames = Object.keys(actions) as readonly Action[];

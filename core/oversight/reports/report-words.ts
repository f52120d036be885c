// The words of the quarterly report.
import type { Language } from '../notices/format-texts.ts';
import type { ReportTable } from './quarterly-report.ts';

interface ReportWords {
  readonly title: string;
  readonly period: (first: string, last: string) => string;
  readonly provisional: (day: string) => string;
  readonly suppressed: string;
  /** What stands for a figure that is left out. */
  readonly hidden: string;
  readonly none: string;
  readonly tables: Readonly<
    Record<ReportTable['name'], { readonly title: string; readonly about: string; readonly head: string }>
  >;
  readonly messages: string;
  readonly names: Readonly<Record<string, string>>;
}

const en: ReportWords = {
  title: 'E-mail: quarterly report',
  period: (first, last) => `${first} to ${last}, both days included.`,
  provisional: (day) => `The quarter is not over: figures up to ${day}, which still grow.`,
  suppressed:
    'Figures under 5, or that rest on fewer than 5 people, are left out, and so is what they could be worked out from.',
  hidden: 'left out',
  none: 'There is nothing to report.',
  tables: {
    outcomes: {
      title: 'Messages and what became of them',
      about: 'By direction. A message to several people counts once, by the strictest outcome.',
      head: 'Direction',
    },
    months: {
      title: 'Messages that were not simply delivered, by month',
      about: 'Flagged, stripped, blocked or held.',
      head: 'Month',
    },
    reasons: {
      title: 'Why they were not simply delivered',
      about: 'Each message under its main reason.',
      head: 'Reason',
    },
    levels: {
      title: 'Protective markings on them',
      about: 'The classification of messages that were not simply delivered.',
      head: 'Level',
    },
    destinations: {
      title: 'Where messages to the outside went',
      about: 'A message to several people counts once, for the farthest of them.',
      head: 'Destination',
    },
    requests: {
      title: 'What people asked for and reported',
      about: 'Made in the quarter, whatever was decided.',
      head: 'Kind',
    },
  },
  messages: 'Messages',
  names: {
    inbound: 'Incoming',
    outbound: 'Outgoing',
    internal: 'Internal',
    all: 'All',
    deliver: 'Delivered',
    flag: 'Flagged',
    strip: 'Stripped',
    block: 'Blocked',
    hold: 'Held',
    'to-internal': 'Own addresses only',
    'to-partner': 'Partners',
    'to-external': 'Other organisations',
    'to-personal': 'Personal addresses',
    exception: 'One-time exceptions',
    appeal: 'Appeals',
    'sender-block': 'Sender blocks',
    'unwanted-report': 'Reports of unwanted mail',
    access: 'Accesses to retained content',
    incident: 'Incidents',
  },
};

const fr: ReportWords = {
  title: 'Courriel : rapport trimestriel',
  period: (first, last) => `Du ${first} au ${last} inclus.`,
  provisional: (day) => `Le trimestre n’est pas terminé : chiffres arrêtés au ${day}, encore en hausse.`,
  suppressed:
    'Les chiffres inférieurs à 5, ou qui concernent moins de 5 personnes, sont omis, ainsi que ceux qui permettraient de les déduire.',
  hidden: 'omis',
  none: 'Il n’y a rien à signaler.',
  tables: {
    outcomes: {
      title: 'Messages et leur sort',
      about: 'Par direction. Un message à plusieurs personnes compte une fois, selon le sort le plus strict.',
      head: 'Direction',
    },
    months: {
      title: 'Messages non simplement remis, par mois',
      about: 'Signalés, expurgés, bloqués ou retenus.',
      head: 'Mois',
    },
    reasons: {
      title: 'Pourquoi ils n’ont pas été simplement remis',
      about: 'Chaque message sous sa raison principale.',
      head: 'Raison',
    },
    levels: {
      title: 'Mentions de protection',
      about: 'La classification des messages non simplement remis.',
      head: 'Niveau',
    },
    destinations: {
      title: 'Où sont allés les messages sortants',
      about: 'Un message à plusieurs personnes compte une fois, pour la plus éloignée.',
      head: 'Destination',
    },
    requests: {
      title: 'Demandes et signalements',
      about: 'Faits pendant le trimestre, quelle que soit la décision.',
      head: 'Nature',
    },
  },
  messages: 'Messages',
  names: {
    inbound: 'Entrants',
    outbound: 'Sortants',
    internal: 'Internes',
    all: 'Tous',
    deliver: 'Remis',
    flag: 'Signalés',
    strip: 'Expurgés',
    block: 'Bloqués',
    hold: 'Retenus',
    'to-internal': 'Adresses internes seulement',
    'to-partner': 'Partenaires',
    'to-external': 'Autres organisations',
    'to-personal': 'Adresses personnelles',
    exception: 'Exceptions ponctuelles',
    appeal: 'Appels',
    'sender-block': 'Blocages d’expéditeurs',
    'unwanted-report': 'Signalements de courriel indésirable',
    access: 'Accès au contenu conservé',
    incident: 'Incidents',
  },
};

export const reportWords: Readonly<Record<Language, ReportWords>> = { en, fr };

// Drafts of the notifications that a material breach makes due, in both languages: a person completes and sends them.
import type { Organisation } from '../../model/pack.ts';
import { Refused } from '../../ports.ts';
import { type Language, languages } from '../notices/format-texts.ts';
import type { Breach, Incident, Level, Notification } from './incident.ts';

export type Drafts = Readonly<Record<Language, string>>;

/** Rejects with Refused unless that notification is or was due. */
export function draftsFor(incident: Incident, to: Notification['to'], organisation: Organisation): Drafts {
  const notification = incident.breach?.notifications.find((one) => one.to === to);
  if (incident.breach === null || notification === undefined)
    throw new Refused('assess the breach first: this notification is not due');
  const facts = { incident, breach: incident.breach, due: notification.due, organisation };
  return Object.fromEntries(languages.map((language) => [language, written[language](to, facts)])) as Record<
    Language,
    string
  >;
}

interface Facts {
  readonly incident: Incident;
  readonly breach: Breach;
  readonly due: string;
  readonly organisation: Organisation;
}

const en: Readonly<Record<Level, string>> = { low: 'low', medium: 'medium', high: 'high' };
const fr: Readonly<Record<Level, string>> = { low: 'faible', medium: 'moyenne', high: 'élevée' };

const written: Readonly<Record<Language, (to: Notification['to'], facts: Facts) => string>> = {
  en: (to, { incident, breach, due, organisation }) =>
    to === 'people-concerned'
      ? [
          `[Name and address]`,
          `A breach at ${organisation.name.en} concerns information about you: ${breach.information}. We found it out on ${breach.discovered}.`,
          '[What happened, what we did, and what you can do to protect yourself.]',
          `You may write to ${organisation.contact}, and complain to the Office of the Privacy Commissioner.`,
        ].join('\n\n')
      : [
          `To: ${to === 'treasury-board' ? 'Treasury Board Secretariat' : 'Office of the Privacy Commissioner'} (due ${due})`,
          `${organisation.name.en} reports a material privacy breach, found out on ${breach.discovered} (our reference ${incident.id}).`,
          `Information concerned: ${breach.information}. People concerned: ${breach.people ?? 'not known yet'}. Sensitivity: ${en[breach.sensitivity]}. Likelihood of harm: ${en[breach.likelihood]}.`,
          '[What happened, when, and what was done to contain it; whether and how the people concerned are told.]',
          `Contact: ${organisation.contact}`,
        ].join('\n\n'),
  fr: (to, { incident, breach, due, organisation }) =>
    to === 'people-concerned'
      ? [
          `[Nom et adresse]`,
          `Une atteinte à la vie privée survenue chez ${organisation.name.fr} concerne des renseignements sur vous : ${breach.information}. Nous l’avons constatée le ${breach.discovered}.`,
          '[Ce qui s’est passé, ce que nous avons fait et ce que vous pouvez faire pour vous protéger.]',
          `Vous pouvez écrire à ${organisation.contact} et porter plainte au Commissariat à la protection de la vie privée.`,
        ].join('\n\n')
      : [
          `À : ${to === 'treasury-board' ? 'Secrétariat du Conseil du Trésor' : 'Commissariat à la protection de la vie privée'} (au plus tard le ${due})`,
          `${organisation.name.fr} signale une atteinte substantielle à la vie privée, constatée le ${breach.discovered} (notre référence ${incident.id}).`,
          `Renseignements en cause : ${breach.information}. Personnes touchées : ${breach.people ?? 'nombre encore inconnu'}. Sensibilité : ${fr[breach.sensitivity]}. Probabilité de préjudice : ${fr[breach.likelihood]}.`,
          '[Ce qui s’est passé, quand, et ce qui a été fait pour contenir l’atteinte; si et comment les personnes touchées sont averties.]',
          `Personne-ressource : ${organisation.contact}`,
        ].join('\n\n'),
};

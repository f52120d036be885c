// Constatations que quelqu’un a dites fausses.
import type { Text } from '../texts.ts';

export const findings: Text['findings'] = {
  title: 'Constatations dites fausses',
  lead: 'Combien de fois on a dit qu’une règle a trouvé ce qui n’y est pas. Une règle souvent confirmée fausse devrait être changée.',
  caption: 'Règles contestées, celles où le plus attend d’abord',
  empty:
    'Personne n’a dit qu’une constatation est fausse. On le fait à côté de ses messages retenus; les enquêteurs, dans le visualiseur.',
  rule: 'Règle',
  reported: 'Signalements',
  waiting: 'En attente',
  confirmed: 'Confirmées fausses',
  refused: 'Étaient justes',
  last: 'Dernier signalement',
  all: 'Tous les signalements',
  reportsTitle: 'Signalements de constatations fausses',
  reportsCaption: 'Signalements, du plus récent au plus ancien',
  reportsEmpty: 'Aucun signalement de ce genre.',
  back: 'Par règle',
  when: 'Quand',
  by: 'Par',
  item: 'Courriel',
  why: 'Pourquoi elle est fausse',
  state: 'État',
  states: { reported: 'En attente', confirmed: 'Confirmée fausse', refused: 'Était juste' },
  decision: 'Décision rendue',
  decide: 'Décider',
  reason: 'Votre raison',
  confirm: 'La constatation était fausse',
  refuse: 'La constatation était juste',
  tellTitle: 'Une constatation est-elle fausse?',
  tellHint:
    'Dites laquelle, et pourquoi. La Sécurité intégrée l’examine et change la règle s’il le faut. Votre message ne part pas pour autant : pour cela, demandez une exception ou faites appel.',
  tellWhich: 'Quelle constatation',
  tellWhy: 'Ce qu’elle a trouvé n’y est pas, parce que',
  tell: 'Signaler la constatation comme fausse',
  mine: 'Constatations que vous avez signalées comme fausses',
  noneOfMine:
    'Vous n’avez signalé aucune constatation comme fausse. Vous le pouvez avec un message sous « Mes messages ».',
};

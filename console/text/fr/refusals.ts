// Les refus du cœur, en français. `{0}` et ainsi de suite tiennent la place de ce qui varie.

export const refusalsInFrench: Readonly<Record<string, string>> = {
  'there is no such {0}, or it is not yours to see': 'Cela n’existe pas, ou vous n’avez pas à le voir.',
  'you have no right to do this; ask corporate security which role it needs':
    'Vous n’avez pas le droit de faire ceci; demandez à la Sécurité intégrée quel rôle il faut.',
  'the clock of this machine went back; set it right, then try again':
    'L’horloge de cette machine a reculé; réglez-la, puis réessayez.',
  // Demandes
  'give whole addresses of sender and recipient': 'Donnez l’adresse complète de l’expéditeur et du destinataire.',
  'give the business reason in a sentence': 'Donnez la raison professionnelle en une phrase.',
  'an exception ends within 14 days from now': 'Une exception prend fin dans les 14 jours.',
  'an exception is asked for mail from an address of your own':
    'Une exception se demande pour un message d’une adresse à vous.',
  'the exception is already {0}': 'L’exception est déjà tranchée.',
  'somebody else decides about your own mail': 'Une autre personne décide de vos propres messages.',
  'nobody decides about their own mail': 'Personne ne décide de ses propres messages.',
  'name the message, item or exception you appeal against': 'Nommez le message ou l’exception que vous contestez.',
  'say in a sentence why the decision should change': 'Dites en une phrase pourquoi la décision devrait changer.',
  'the appeal is already {0}': 'L’appel est déjà tranché.',
  'nobody decides their own appeal': 'Personne ne tranche son propre appel.',
  'this item is {0}, and {1}': 'Ce message n’attend plus de décision.',
  'this is no place in the list; begin with its first page':
    'Cet endroit de la liste n’existe pas; reprenez à la première page.',
  // Constatations fausses
  'nothing of the kind was found in this message': 'Rien de tel n’a été trouvé dans ce message.',
  'say in a sentence what is wrong with the finding': 'Dites en une phrase ce qui est faux dans la constatation.',
  'you reported this finding already': 'Vous avez déjà signalé cette constatation.',
  'this report was decided already': 'Ce signalement est déjà tranché.',
  'somebody else decides about what you reported': 'Une autre personne décide de ce que vous avez signalé.',
  // Expéditeurs bloqués
  'give the whole address that the message came from': 'Donnez l’adresse complète d’où vient le message.',
  'say in a few words what is unwanted about it': 'Dites en quelques mots ce qui est indésirable.',
  'nobody you answer to is known here; write to {0}': 'Votre gestionnaire n’est pas connu ici; écrivez à {0}.',
  'this report was answered already': 'Ce signalement a déjà reçu une réponse.',
  'say in a sentence why this sender should be blocked': 'Dites en une phrase pourquoi bloquer cet expéditeur.',
  'no address of yours is known here; ask for the organisation':
    'Aucune adresse de vous n’est connue ici; demandez pour l’organisation.',
  'nobody answers to you here; ask for yourself or for the organisation':
    'Personne ne relève de vous ici; demandez pour vous-même ou pour l’organisation.',
  'this is blocked already, until {0}': 'C’est déjà bloqué, jusqu’au {0}.',
  'this was asked for already; it waits for a decision': 'C’est déjà demandé; la décision est attendue.',
  'the request is already {0}': 'La demande est déjà tranchée.',
  'the block is already {0}': 'Le blocage est déjà tranché.',
  'a block lasts at most {0} months; it is reviewed then': 'Un blocage dure au plus {0} mois; il est alors révisé.',
  'this is no whole address; give it as name@domain': 'Ce n’est pas une adresse complète; donnez-la comme nom@domaine.',
  'this is no domain that somebody registered; give one such as shop.example':
    'Ce n’est pas un domaine enregistré; donnez-en un comme boutique.example.',
  'the display name has no letters; block the exact address instead':
    'Le nom affiché n’a pas de lettres; bloquez plutôt l’adresse exacte.',
  'a pattern is a whole address with * or ? in it, of at most 200 characters':
    'Un modèle est une adresse complète avec * ou ?, d’au plus 200 caractères.',
  'mail of our own people is not blocked; refer a suspicion to corporate security instead':
    'Le courriel de nos propres gens n’est pas bloqué; transmettez plutôt un soupçon à la Sécurité intégrée.',
  'this would stop a sender that may always write to us; block an exact address instead':
    'Cela arrêterait un expéditeur qui peut toujours nous écrire; bloquez plutôt une adresse exacte.',
  'many people share this provider; block the exact address, or a display name at it':
    'Beaucoup de gens partagent ce fournisseur; bloquez l’adresse exacte, ou un nom affiché chez lui.',
  'this pattern would stop far more than one sender; block a domain or an exact address instead':
    'Ce modèle arrêterait bien plus qu’un expéditeur; bloquez plutôt un domaine ou une adresse exacte.',
  // Dossiers
  'say {0} in a sentence or two': 'Dites-le en une ou deux phrases.',
  'say {0} in at most {1} characters': 'Dites-le en au plus {1} caractères.',
  'consult human resources first, and record it with the case':
    'Consultez d’abord les Ressources humaines, et consignez-le au dossier.',
  'consult human resources first, and say with whom you spoke':
    'Consultez d’abord les Ressources humaines, et dites à qui vous avez parlé.',
  'corporate security first says whose mail and which days the case covers':
    'La Sécurité intégrée dit d’abord de qui et de quels jours le dossier couvre le courriel.',
  'a case covers at most 200 addresses': 'Un dossier couvre au plus 200 adresses.',
  'say whose mail: give at least one address': 'Dites de qui : donnez au moins une adresse.',
  'give the first and the last day of the period, such as 2026-01-31':
    'Donnez le premier et le dernier jour de la période, comme 2026-01-31.',
  'give the first day as year-month-day, 2026-01-31': 'Donnez le premier jour sous la forme 2026-01-31.',
  'give a last day that is still to come, such as 2026-01-31': 'Donnez un dernier jour à venir, comme 2026-01-31.',
  'give a last day that is still to come': 'Donnez un dernier jour à venir.',
  'an authorisation lasts at most {0} months; authorise again then':
    'Une autorisation dure au plus {0} mois; autorisez alors de nouveau.',
  'who is part of the matter does not investigate it; name somebody else':
    'Qui est mêlé à l’affaire n’enquête pas; nommez une autre personne.',
  'this person has no right to investigate; an administrator gives it first':
    'Cette personne n’a pas le droit d’enquêter; un administrateur l’accorde d’abord.',
  "the investigator's own right ends on {0}": 'Le droit de l’enquêteur prend fin le {0}.',
  'an unfounded case is not referred to anybody': 'Un dossier non fondé n’est renvoyé à personne.',
  'inform the director first (a founded case), and record it':
    'Informez d’abord le directeur (dossier fondé), et consignez-le.',
  'only {0} may {1} a case': 'Votre rôle ne permet pas cette étape.',
  'a case that is {0} cannot be moved by "{1}"; it must be {2}': 'Le dossier n’en est pas à cette étape.',
  // Accès
  'name the items you need': 'Choisissez les messages qu’il vous faut.',
  'ask for at most {0} items at a time': 'Demandez au plus {0} messages à la fois.',
  'say why these items are needed in a sentence or two':
    'Dites en une ou deux phrases pourquoi ces messages sont nécessaires.',
  'access lasts at most 90 days; ask again then': 'Un accès dure au plus 90 jours; demandez alors de nouveau.',
  'item {0} lies outside what this case covers': 'Un des messages est hors de ce que le dossier couvre.',
  'there is no item {0} to read': 'Un des messages n’existe pas ou plus.',
  'an item of an exempt person is never read; it can be released or disposed of':
    'Le message d’une personne exemptée n’est jamais lu; on peut le libérer ou le détruire.',
  'only the officer of a request of law exports; ask to read, or for the original':
    'Seul l’agent d’une demande légale exporte; demandez à lire, ou l’original.',
  'say why it is refused, so that the investigator knows':
    'Dites pourquoi c’est refusé, pour que l’enquêteur le sache.',
  'the case is {0}; it would have to be opened again first':
    'Le dossier n’est pas ouvert; il faudrait d’abord le rouvrir.',
  'the time asked for is over; let it be asked for again': 'Le temps demandé est passé; faites refaire la demande.',
  'this access is already {0}': 'Cet accès est déjà tranché.',
  'this access is {0}, not approved': 'Cet accès n’est pas approuvé.',
  'who asked is not authorised for this case any more': 'Qui a demandé n’est plus autorisé à ce dossier.',
  'the proof is signed by somebody else': 'La preuve est signée par une autre personne.',
  'the proof is for another item': 'La preuve est pour un autre message.',
  'the proof has expired; decide again': 'La preuve a expiré; décidez de nouveau.',
  'the proof lasts too long; decide again': 'La preuve dure trop longtemps; décidez de nouveau.',
  'the proof is signed by somebody who is no decider here': 'La preuve est signée par qui ne décide pas ici.',
  'the signature of the proof does not hold': 'La signature de la preuve ne tient pas.',
  'the grant would have ended already': 'L’accès aurait déjà pris fin.',
  'the grant lasts too long': 'L’accès dure trop longtemps.',
  'nobody approves their own request': 'Personne n’approuve sa propre demande.',
  'the grant is signed by somebody who is no approver here': 'L’accès est signé par qui n’approuve pas ici.',
  'the approver does not stand in on this day': 'L’approbateur ne remplace pas ce jour-là.',
  'this item was disposed of': 'Ce message a été détruit.',
  'this message cannot be read safely; ask for the original, to be opened on a machine kept apart':
    'Ce message ne peut pas être lu sans danger; demandez l’original, à ouvrir sur une machine isolée.',
  // Exportation
  'a message cannot be read safely: it has no texts and no redacted copy':
    'Un message ne peut pas être lu sans danger : il n’a ni textes ni copie caviardée.',
  'a redaction lies outside the text that it names': 'Un caviardage dépasse le texte qu’il nomme.',
  'a redaction names a text that the message does not have': 'Un caviardage nomme un texte que le message n’a pas.',
  'a redaction names an item that this access does not cover': 'Un caviardage nomme un message hors de cet accès.',
  'an item is gone': 'Un message n’existe plus.',
  'these items are too large for one export; ask for fewer at a time':
    'Ces messages sont trop gros pour un seul export; demandez-en moins à la fois.',
  'this message is too long to be redacted here; redact its original by other means':
    'Ce message est trop long pour être caviardé ici; caviardez l’original autrement.',
  // Mises en suspens
  'a legal hold belongs to a request of law; open one first':
    'Une mise en suspens appartient à une demande légale; ouvrez-en une d’abord.',
  'say whose mail is held: give at least one address': 'Dites de qui : donnez au moins une adresse.',
  'give days as year-month-day, 2026-01-31': 'Donnez les jours sous la forme 2026-01-31.',
  'say why the hold is lifted': 'Dites pourquoi la mise en suspens est levée.',
  'this hold was lifted already': 'Cette mise en suspens est déjà levée.',
  // Personnes et droits
  'give both days of the period as year-month-day, 2026-01-31':
    'Donnez les deux jours de la période, comme 2026-01-31.',
  'the right would end before it begins; give a later last day':
    'Le droit finirait avant de commencer; donnez un dernier jour plus tardif.',
  'the right would have ended already; give a later last day':
    'Le droit aurait déjà pris fin; donnez un dernier jour plus tardif.',
  'this right is given for at most {0} months at a time': 'Ce droit s’accorde pour au plus {0} mois à la fois.',
  'this right has ended already': 'Ce droit a déjà pris fin.',
  'this person is not at work; give the right on their return':
    'Cette personne n’est pas au travail; accordez le droit à son retour.',
  '{0} may not be held together with {1}; end that right first, or choose somebody else':
    'Ces deux droits ne vont pas ensemble; mettez d’abord fin à l’autre, ou choisissez une autre personne.',
  'this person has left; they have no account': 'Cette personne est partie; elle n’a pas de compte.',
  'give the whole address of the mailbox': 'Donnez l’adresse complète de la boîte.',
  'a file holds at most {0} people': 'Un fichier contient au plus {0} personnes.',
  'the file is empty; its first line names the columns': 'Le fichier est vide; sa première ligne nomme les colonnes.',
  'the first line lacks a column: {0}': 'Il manque une colonne à la première ligne : {0}',
  'two columns of the first line mean the same ({0})': 'Deux colonnes de la première ligne disent la même chose ({0}).',
  // Incidents
  'assess the breach first: this notification is not due': 'Évaluez d’abord l’atteinte : cet avis n’est pas dû.',
  'this incident is closed already': 'Cet incident est déjà fermé.',
  'no such notification is due': 'Aucun avis de ce genre n’est dû.',
  'send the notifications that are due first, and record that you did':
    'Envoyez d’abord les avis qui sont dus, et consignez-le.',
  'give the day on which it was found out as year-month-day, not later than today':
    'Donnez le jour de la découverte sous la forme 2026-01-31, au plus tard aujourd’hui.',
  'say what kind of information is concerned': 'Dites quel genre de renseignements est touché.',
  'say in a sentence or two why you judge the harm differently':
    'Dites en une ou deux phrases pourquoi vous jugez le préjudice autrement.',
  'say whom or what it is about': 'Dites de qui ou de quoi il s’agit.',
  'say in a sentence what happened': 'Dites en une phrase ce qui s’est passé.',
  // Rapports
  'name a quarter as 2026Q4': 'Nommez un trimestre comme 2026Q4.',
  '{0} has not begun': '{0} n’a pas commencé.',
};
